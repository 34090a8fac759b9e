import { describe, expect, it } from "vitest";
import { CoreError } from "../../src/errors.ts";
import { textResult } from "./create-harness.ts";
import { openStream, rpc } from "./raw-client.ts";
import { type From, headersOf, namesIn, PUBLIC_PATH, useStrangers } from "./strangers.ts";

const at = useStrangers();
const { start, post, open, callModern, listen, ERAS } = at;

describe.each(Object.entries(ERAS))("a %s client without a sign-in", (_era, ask) => {
  it("sees and calls the chosen tools of open servers, and nothing else (A10, A23)", async () => {
    expect(namesIn(await ask("tools/list"))).toEqual(["weather__today", "weather__warn"]);
    for (const list of ["resources", "prompts"]) expect(namesIn(await ask(`${list}/list`), list)).toEqual([]);
    const called = await ask("tools/call", { name: "weather__today", arguments: { city: "Bern" } });
    expect(called.body.result?.content).toEqual([{ type: "text", text: '{"city":"Bern"}' }]);
    const unknown = (await ask("tools/call", { name: "weather__none" })).body.error;
    for (const name of ["weather__publish", "weather__reset", "payroll__list", "mail__send"]) {
      const { error } = (await ask("tools/call", { name })).body;
      expect(error).toEqual({ ...unknown, message: `Unknown tool: ${name}` });
    }
    expect(at.core.sent.map(({ serverId, params }) => [serverId, params.name])).toEqual([["weather", "today"]]);
  });

  it("is on record under its own channel, as nobody known, with its address", async () => {
    await ask("tools/call", { name: "weather__today", arguments: {} }, { address: "2001:db8::7" });
    expect(at.core.audit.at(-1)).toMatchObject({
      action: "tools/call",
      channel: "public",
      principalHandle: "(anonymous)",
      principalId: expect.stringMatching(/^anonymous:/) as string,
      ipAddress: "2001:db8::7",
      outcome: "allowed",
    });
    expect(at.admitted.at(-1)).toMatchObject({ wire: "public", anonymousRatePerMinute: 20, ipAddress: "2001:db8::7" });
  });

  it("asks nobody: what a rule wants an approval for is refused, and no approval is left behind", async () => {
    at.core.change((world) => {
      world.rules = [
        { id: "ask", priority: 1, match: { capabilities: ["today"] }, when: "args.n > 1", effect: "approve" },
      ];
    });
    const refused = await ask("tools/call", { name: "weather__today", arguments: { n: 2 } });
    expect(refused.body.result).toMatchObject({ isError: true });
    // How the rules read is nobody's business here; the record says which one it was.
    expect(JSON.stringify(refused.body.result)).toContain("not open to callers without a sign-in");
    expect(refused.text).not.toMatch(/approv|rule/);
    expect(at.core.audit.at(-1)).toMatchObject({
      outcome: "denied",
      errorCode: "permission.denied",
      reason: expect.stringContaining("nobody approves") as string,
    });
    expect(at.core.audit.some(({ action }) => action.startsWith("approval"))).toBe(false);
    expect(
      (await ask("tools/call", { name: "weather__today", arguments: { n: 1 } })).body.result?.isError,
    ).toBeUndefined();
  });

  it("sends a token in vain: it is refused as misplaced, good or not (A2, A6)", async () => {
    const good = at.core.issue("claude");
    for (const from of [
      { headers: { authorization: `Bearer ${good}` } },
      { headers: { authorization: "Bearer made-up" } },
      { headers: { authorization: "Basic eDp5" } },
      { path: `${PUBLIC_PATH}?token=${good}` },
    ]) {
      const refused = await ask("tools/list", {}, from);
      expect([refused.status, refused.body.error?.data?.code]).toEqual([400, "auth.ambiguous_credentials"]);
      expect(refused.text).not.toContain(good);
    }
    expect(at.core.strangers.at(-1)).toMatchObject({ channel: "public", errorCode: "auth.ambiguous_credentials" });
    expect(at.core.audit).toEqual([]);
  });

  it("gets a body of 64 KiB, and no more (A34)", async () => {
    const name = "weather__today";
    const long = await ask("tools/call", { name, arguments: { text: "x".repeat(70_000) } });
    expect([long.status, long.body.error?.data?.code]).toEqual([413, "request.too_large"]);
    expect((await ask("tools/call", { name, arguments: { text: "x".repeat(50_000) } })).status).toBe(200);
  });

  it("hears nothing of messages, and is asked nothing by servers", async () => {
    at.core.state.answer = async ({ options }) => {
      options.onNotification?.({
        method: "notifications/message",
        params: { level: "error", data: "of the operator" },
      });
      return textResult(JSON.stringify(options.clientCapabilities ?? {}));
    };
    const heard = await ask("tools/call", {
      name: "weather__today",
      arguments: {},
      _meta: {
        "io.modelcontextprotocol/clientCapabilities": { elicitation: {}, sampling: {} },
        "io.modelcontextprotocol/logLevel": "debug",
      },
    });
    expect(heard.text).not.toContain("of the operator");
    expect(heard.body.result?.content).toEqual([{ type: "text", text: "{}" }]);
  });
});

describe("the public path", () => {
  it("is one for each workspace; one that opens nothing and one that is not there look alike (A23)", async () => {
    expect(namesIn(await callModern("tools/list", {}, { path: "/mcp/public/first?names=canonical" }))).toEqual([
      "weather::today",
      "weather::warn",
    ]);
    const absent = await callModern("tools/list", {}, { path: "/mcp/public/second" });
    expect([absent.status, absent.body.error?.data?.code]).toEqual([401, "auth.required"]);
    expect(absent.headers["www-authenticate"]).toBe('Bearer realm="peta"');
    at.core.change((world) => {
      world.servers = world.servers.map((server) => ({ ...server, anonymousAccess: false }));
    });
    const closed = await callModern("tools/list", {}, { path: "/mcp/public/first" });
    expect([closed.status, closed.text]).toEqual([absent.status, absent.text]);
    expect(at.core.strangers.at(-1)).toMatchObject({ channel: "public", errorCode: "auth.required" });
    at.core.change((world) => {
      const [weather] = world.servers;
      if (weather) world.servers = [{ ...weather, anonymousAccess: true, capabilities: weather.capabilities.slice(2) }];
    });
    // What is chosen there asks a person now, or was chosen and is no tool.
    expect((await callModern("tools/list")).text).toBe(absent.text);
  });

  it.each(["/mcp/publicity", "/mcp/%70ublic", "/mcp/Public", "/mcp/", "/mcp/public%2Ffirst"])(
    "is not %s, which wants a token as ever (A1)",
    async (path) => expect((await callModern("tools/list", {}, { path })).status).toBe(401),
  );

  it("refuses pages of other origins and foreign host names, as /mcp does (A48)", async () => {
    const foreign: Record<string, string>[] = [{ origin: "http://evil.test" }, { host: "evil.test" }];
    for (const headers of foreign) expect((await callModern("tools/list", {}, { headers })).status).toBe(403);
  });

  it("does not fall back to nobody on /mcp (A1, A2)", async () => {
    const unknown: Record<string, string>[] = [{}, { authorization: "Bearer made-up" }];
    for (const headers of unknown)
      expect((await callModern("tools/list", {}, { path: "/mcp", headers })).status).toBe(401);
    expect(at.core.audit).toEqual([]);
  });

  it("takes the lowest rate of the open servers that have something chosen", async () => {
    at.core.change((world) => {
      const [weather] = world.servers;
      if (weather)
        world.servers.push(
          { ...weather, serverId: "slow", anonymousRateLimit: 3 },
          { ...weather, serverId: "empty", anonymousRateLimit: 1, capabilities: [{ kind: "tool", name: "none" }] },
        );
    });
    await callModern("tools/list");
    expect(at.admitted.at(-1)?.anonymousRatePerMinute).toBe(3);
  });
});

describe("a session without a sign-in", () => {
  it("is its network's: from another one it is not there, and a token does not open it (A22)", async () => {
    const session = await open({ address: "2001:db8:1:1::7" });
    const ping = (from: From) => post(rpc("ping"), { ...from, session });
    expect((await ping({ address: "2001:db8:1:1::8" })).status).toBe(200);
    expect((await ping({ address: "2001:db8:1:2::7" })).status).toBe(404);
    const headers = { authorization: `Bearer ${at.core.issue("claude")}` };
    expect((await ping({ path: "/mcp", address: "2001:db8:1:1::7", headers })).status).toBe(404);
  });

  it("is one of few from an address, and of a number altogether; others keep theirs (A35)", async () => {
    await at.core.close();
    await start({ limits: { sessionsPerAddress: 2, anonymousSessions: 3, streamsPerAddress: 1, anonymousStreams: 2 } });
    const sessions = [await open(), await open(), await open()];
    expect(at.core.surface.sessionCount()).toBe(2);
    expect((await post(rpc("ping"), { session: sessions[0] })).status).toBe(404);
    const streamOf = async (address: string) =>
      openStream(Object.assign(new URL(at.core.url), { pathname: PUBLIC_PATH }), {
        headers: headersOf({ address, session: await open({ address }) }),
      });
    const held = [await streamOf("192.0.2.2"), await streamOf("192.0.2.3")];
    expect(held.map(({ status }) => status)).toEqual([200, 200]);
    expect((await streamOf("192.0.2.2")).status).toBe(429);
    expect((await streamOf("192.0.2.4")).status).toBe(429);
    for (const stream of held) stream.close();
  });

  it("is not stored, and its calls end with their connection", async () => {
    const session = await open();
    const { stores } = at.core;
    await at.core.sessions.close();
    await at.core.close();
    let isAborted = (): void => {};
    const aborted = new Promise<void>((resolve) => (isAborted = resolve));
    await start({
      stores,
      answer: ({ options: { onNotification, signal } }) =>
        new Promise((_resolve, reject) => {
          onNotification?.({ method: "notifications/progress", params: { progress: 1 } });
          signal?.addEventListener("abort", () => {
            isAborted();
            reject(new CoreError("request.cancelled", "It was cancelled."));
          });
        }),
    });
    expect((await post(rpc("ping"), { session })).status).toBe(404);
    const call = await openStream(Object.assign(new URL(at.core.url), { pathname: PUBLIC_PATH }), {
      method: "POST",
      headers: headersOf({ session: await open() }),
      body: rpc("tools/call", { name: "weather__today", arguments: {}, _meta: { progressToken: 1 } }),
    });
    await call.next();
    call.close();
    await aborted;
  });

  it("hears of a tool that is chosen, and ends when nothing is open any more, as a listen stream does (A7)", async () => {
    const listening = await listen({ toolsListChanged: true });
    expect(await listening.next()).toMatchObject({ method: "notifications/subscriptions/acknowledged" });
    const stream = await openStream(Object.assign(new URL(at.core.url), { pathname: PUBLIC_PATH }), {
      headers: headersOf({ session: await open() }),
    });
    at.core.change((world) => {
      for (const of of world.servers[0]?.capabilities ?? []) if (of.name === "reset") of.anonymous = true;
    });
    for (const each of [stream, listening])
      expect(await each.next()).toMatchObject({ method: "notifications/tools/list_changed" });
    at.core.change((world) => {
      for (const server of world.servers) server.anonymousAccess = false;
    });
    expect(await stream.next()).toBeUndefined();
    expect(await listening.next()).toMatchObject({ result: { resultType: "complete" } });
    expect(await listening.next()).toBeUndefined();
    expect(at.core.surface.sessionCount()).toBe(0);
  });
});
