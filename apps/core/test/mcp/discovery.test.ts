import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DiscoveryChoice } from "../../src/modules/discovery/discovery-setting.ts";
import type { GatewayClient } from "../../src/modules/gateway/index.ts";
import { createHarness, type Harness, type ServerInput, textResult } from "./create-harness.ts";
import { callModern, legacyHeaders, openSession, rpc, send } from "./raw-client.ts";

type Json = Record<string, unknown>;

const tool = (name: string, description: string, more: Json = {}) => ({
  kind: "tool" as const,
  name,
  definition: { name, description, inputSchema: { type: "object", properties: { text: { type: "string" } } }, ...more },
});
const mail: ServerInput = {
  serverId: "mail",
  capabilities: [
    tool("send", "Sends an email to somebody."),
    tool("find", "Searches the mailbox for a message."),
    tool("purge", "Deletes messages for good."),
  ],
};
const files: ServerInput = {
  serverId: "files",
  capabilities: [tool("read_file", "Reads a file."), tool("send", "Sends a file to a printer.")],
};

let harness: Harness;
let token: string;

const profile = (choice: Partial<DiscoveryChoice>, principalId: string | null = null): void =>
  harness.change((world) => {
    const setting = {
      principalId,
      clientKey: null,
      profile: "strict" as const,
      pinned: [],
      directTools: 15,
      ...choice,
    };
    world.discovery = [...(world.discovery ?? []).filter((one) => one.principalId !== principalId), setting];
  });
beforeEach(async () => {
  harness = await createHarness({
    gatewayLimits: { approvalHoldMs: 0 },
    world: {
      servers: structuredClone([mail, files]),
      grants: [{ handle: "claude", target: "mail::purge", enabled: false }],
    },
  });
  token = harness.issue("claude");
});
afterEach(() => harness.close());

const tokenIdOf = (of: string): string => `tok_${createHash("sha256").update(of).digest("hex").slice(0, 8)}`;
const clientOf = (): GatewayClient => ({
  caller: {
    principal: harness.identities.principal("claude"),
    credential: { kind: "token", tokenId: tokenIdOf(token), tokenHash: "" },
    channel: "mcp",
    ipAddress: null,
  },
  era: "legacy",
  info: null,
  sessionId: null,
  names: "wire",
});
const call = async (name: string, args: Json, more: Json = {}): Promise<Json> => {
  const { body } = await callModern(harness.url, token, "tools/call", { name, arguments: args, ...more });
  return (body.result ?? body.error) as Json;
};
const own = async (which: string, args: Json): Promise<Json> =>
  (await call(`peta__catalog_${which}`, args)).structuredContent as Json;
const listed = async (): Promise<string[]> => {
  const { body } = await callModern(harness.url, token, "tools/list");
  return ((body.result as Json).tools as Json[]).map(({ name }) => name as string);
};
const hashOf = async (name: string): Promise<string> =>
  ((await own("describe", { names: [name] })).tools as Json[])[0]?.schemaHash as string;
const OWN = ["peta__catalog_search", "peta__catalog_describe", "peta__catalog_execute"];

describe("profiles", () => {
  it("flat: every tool is in the list, and Core's own do not exist", async () => {
    expect(await listed()).toEqual(["files__read_file", "files__send", "mail__send", "mail__find"]);
    expect(await call("peta__catalog_search", {})).toMatchObject({ code: -32602 });
  });

  it("strict: the list holds Core's own three, in every mode of names", async () => {
    profile({});
    expect(await listed()).toEqual(OWN);
    const session = await openSession(harness.url, token, "/mcp?names=canonical");
    const { body } = await send(harness.url, {
      path: "/mcp?names=canonical",
      headers: legacyHeaders(token, session),
      body: rpc("tools/list"),
    });
    expect(((body.result as Json).tools as Json[]).map(({ name }) => name)).toEqual([
      "peta::catalog_search",
      "peta::catalog_describe",
      "peta::catalog_execute",
    ]);
  });

  it("strict is no permission: what it leaves out of the list runs when it is called", async () => {
    profile({});
    expect(await call("mail__find", {})).toMatchObject({ content: [{ text: "{}" }] });
    expect(await call("mail__purge", {})).toMatchObject({ code: -32602, message: "Unknown tool: mail__purge" });
  });

  it("hybrid: what is pinned comes first, then what is used most, as many as it may hold and only what is visible", async () => {
    harness.change((world) => {
      world.mostUsed = new Map([["prn_claude", ["mail::purge", "files::read_file", "mail::send", "mail::find"]]]);
    });
    profile({ profile: "hybrid", pinned: ["mail::find", "mail::purge", "gone::tool"], directTools: 2 });
    expect(await listed()).toEqual([...OWN, "mail__find", "files__read_file"]);
  });

  it("the narrower setting speaks: client, principal, workspace", async () => {
    profile({});
    profile({ profile: "flat" }, "prn_claude");
    expect(await listed()).toHaveLength(4);
    harness.change((world) => {
      world.discovery?.push({
        principalId: "prn_claude",
        clientKey: tokenIdOf(token),
        profile: "strict",
        pinned: [],
        directTools: 15,
      });
    });
    expect(await listed()).toEqual(OWN);
    token = harness.issue("other");
    expect(await listed()).toEqual(OWN);
  });

  it("a session hears that its list changed when its profile does, and not of tools that only a search finds", async () => {
    profile({});
    const session = await openSession(harness.url, token);
    const told: string[][] = [];
    harness.gateway.openSession(clientOf(), {
      listChanged: (lists) => void told.push([...lists]),
      notify: () => {},
      end: () => {},
    });
    harness.change((world) => world.servers.push({ serverId: "new", capabilities: [tool("one", "New.")] }));
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual([]);
    profile({ profile: "flat" });
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).toEqual([["tools"]]);
    expect(session).not.toBe("");
  });
});

describe("search and describe", () => {
  beforeEach(() => profile({}));

  it("finds tools by what they do, the best first", async () => {
    const { matches } = await own("search", { query: "send an email" });
    expect((matches as Json[]).map(({ name }) => name)).toEqual(["mail__send", "files__send"]);
  });

  it("finds and describes nothing that is hidden from this client (A24, A27)", async () => {
    expect(await own("search", { query: "deletes messages for good" })).toMatchObject({
      total: 1,
      matches: [{ name: "mail__find" }],
    });
    expect(await own("describe", { names: ["mail__purge", "mail__nothing"] })).toEqual({
      tools: [],
      unknown: ["mail__purge", "mail__nothing"],
    });
    token = harness.issue("other");
    expect(await own("search", { query: "deletes messages for good" })).toMatchObject({ total: 2 });
  });

  it("without a query it names the servers", async () => {
    expect(await own("search", {})).toMatchObject({
      total: 4,
      servers: [
        { server: "files", tools: 2 },
        { server: "mail", tools: 2 },
      ],
    });
  });

  it("describes a tool as the list would show it, and says when a person will be asked", async () => {
    harness.change((world) => {
      (world.servers[0] as ServerInput).capabilities[0] = { ...tool("send", "Sends."), dangerLevel: 2 };
    });
    const { tools } = await own("describe", { names: ["mail::send"] });
    expect(tools).toEqual([
      {
        name: "mail__send",
        schemaHash: expect.stringMatching(/^[0-9a-f]{16}$/),
        approval: "person",
        definition: expect.objectContaining({ name: "mail__send", description: "Sends." }),
      },
    ]);
  });

  it.each([
    ["catalog_search", { query: "x".repeat(501) }, "query must be"],
    ["catalog_search", { query: "a", limit: 51 }, "limit must be"],
    ["catalog_search", { query: "a", server: 7 }, "server must be"],
    ["catalog_describe", {}, "names must be"],
    ["catalog_describe", { names: Array.from({ length: 11 }, () => "a") }, "names must be"],
    ["catalog_execute", { name: "mail__send" }, "schemaHash must be"],
    ["catalog_execute", { schemaHash: "x" }, "name must be"],
    ["catalog_execute", { name: "a", schemaHash: "x", arguments: [] }, "arguments must be"],
    ["catalog_execute", { name: "peta__catalog_execute", schemaHash: "x" }, "directly"],
  ])(
    "%s refuses arguments that do not fit, in words for the model, and records it (A34)",
    async (name, args, words) => {
      const answer = await call(`peta__${name}`, args);
      expect(answer).toMatchObject({ isError: true, content: [{ text: expect.stringContaining(words) }] });
      expect(harness.audit.at(-1)).toMatchObject({
        outcome: "denied",
        errorCode: "input.invalid",
        capabilityName: name,
      });
      expect(harness.sent).toEqual([]);
    },
  );

  it("records a search with what was searched", async () => {
    await own("search", { query: "email" });
    expect(harness.audit.at(-1)).toMatchObject({
      action: "tools/call",
      outcome: "allowed",
      serverId: "peta",
      capabilityName: "catalog_search",
      determinedBy: ["discovery:strict"],
      detail: { query: "email" },
    });
  });
});

describe("execute", () => {
  beforeEach(() => profile({}));

  it("calls the tool itself, and the record is the tool's", async () => {
    const schemaHash = await hashOf("mail__send");
    const answer = await call("peta__catalog_execute", { name: "mail__send", schemaHash, arguments: { text: "hi" } });
    expect(answer).toMatchObject({ content: [{ text: '{"text":"hi"}' }] });
    expect(harness.sent.at(-1)).toMatchObject({
      serverId: "mail",
      params: { name: "send", arguments: { text: "hi" } },
    });
    expect(harness.audit.at(-1)).toMatchObject({
      serverId: "mail",
      capabilityName: "send",
      detail: { text: "hi" },
      reason: expect.stringContaining("Called through peta__catalog_execute."),
    });
  });

  it("runs nothing when the tool has changed since it was described, and shows what it is now (A37)", async () => {
    const schemaHash = await hashOf("mail__send");
    harness.change((world) => {
      (world.servers[0] as ServerInput).capabilities[0] = tool("send", "Sends to everybody.");
    });
    const answer = await call("peta__catalog_execute", { name: "mail__send", schemaHash, arguments: {} });
    expect(answer.isError).toBe(true);
    const shown = JSON.parse((answer.content as { text: string }[])[1]?.text ?? "") as { tool: Json };
    expect(shown.tool).toMatchObject({
      schemaHash: await hashOf("mail__send"),
      definition: { description: "Sends to everybody." },
    });
    expect(harness.sent).toEqual([]);
    expect(harness.audit.find(({ errorCode }) => errorCode === "capability.changed")).toMatchObject({
      outcome: "denied",
      capabilityName: "send",
    });
  });

  it("is denied where the tool is: by layers and by rules on its own arguments", async () => {
    const hidden = await call("peta__catalog_execute", { name: "mail__purge", schemaHash: "x" });
    expect(hidden).toMatchObject({ isError: true, content: [{ text: "Unknown tool: mail__purge" }] });
    const schemaHash = await hashOf("mail__send");
    harness.change((world) => {
      world.rules = [
        { id: "no-spam", priority: 1, match: { capabilities: ["send"] }, when: 'args.text == "spam"', effect: "deny" },
      ];
    });
    const spam = await call("peta__catalog_execute", { name: "mail__send", schemaHash, arguments: { text: "spam" } });
    expect(spam).toMatchObject({ isError: true, _meta: { "peta/code": "permission.denied" } });
    const fine = await call("peta__catalog_execute", { name: "mail__send", schemaHash, arguments: { text: "hi" } });
    expect(fine.isError).toBeUndefined();
    expect(harness.sent).toHaveLength(1);
  });

  it("passes progress under the client's own token, and cancels the call at the server", async () => {
    const schemaHash = await hashOf("mail__find");
    let aborted = false;
    harness.state.answer = async ({ options }) => {
      options.onNotification?.({ method: "notifications/progress", params: { progress: 1, progressToken: "core" } });
      options.signal?.addEventListener("abort", () => (aborted = true));
      return textResult("done");
    };
    const { events } = await callModern(harness.url, token, "tools/call", {
      name: "peta__catalog_execute",
      arguments: { name: "mail__find", schemaHash },
      _meta: { progressToken: "mine" },
    });
    expect(events[0]).toMatchObject({
      method: "notifications/progress",
      params: { progress: 1, progressToken: "mine" },
    });

    const abort = new AbortController();
    harness.state.answer = ({ options }) =>
      new Promise((_resolve, reject) => {
        options.signal?.addEventListener("abort", () => {
          aborted = true;
          reject(new Error("gone"));
        });
        abort.abort();
      });
    await harness.gateway
      .forward(
        clientOf(),
        "tools/call",
        { name: "peta__catalog_execute", arguments: { name: "mail__find", schemaHash } },
        { requestId: "1", signal: abort.signal, render: (result) => result },
      )
      .catch(() => {});
    expect(aborted).toBe(true);
  });

  it("asks the person about the tool itself, with its own arguments (A52)", async () => {
    harness.change((world) => {
      (world.servers[0] as ServerInput).capabilities[0] = { ...tool("send", "Sends."), dangerLevel: 2 };
    });
    const schemaHash = await hashOf("mail__send");
    const asked = call("peta__catalog_execute", { name: "mail__send", schemaHash, arguments: { text: "hi" } });
    expect(await asked).toMatchObject({ _meta: { approval: { kind: "approval_pending", toolName: "send" } } });
    expect(harness.sent).toEqual([]);
  });
});

it("Core's own names are nobody else's: a server that has the name stays reachable under another (A32)", async () => {
  harness.change((world) =>
    world.servers.push({ serverId: "peta", capabilities: [tool("catalog_search", "Not Core's.")] }),
  );
  expect(await listed()).toContain("peta__catalog_search");
  await call("peta__catalog_search", {});
  expect(harness.sent.at(-1)).toMatchObject({ serverId: "peta" });
  profile({ profile: "hybrid", pinned: ["peta::catalog_search"] });
  expect((await listed()).filter((name) => name === "peta__catalog_search")).toHaveLength(1);
  expect(await own("search", { query: "email" })).toMatchObject({ matches: [{ name: "mail__send" }] });
});
