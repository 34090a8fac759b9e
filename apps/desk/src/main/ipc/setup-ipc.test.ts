import { beforeEach, describe, expect, test } from "vitest";
import { REQUESTS } from "../../shared/ipc.ts";
import { requestChannel, VERBS } from "../../shared/verbs.ts";
import { DeskError } from "../desk-error.ts";
import type { DeskWindow } from "../port.ts";
import { CONTENT_URL } from "../window/content.ts";
import { type Handlers, setupIpc } from "./setup-ipc.ts";

type Invoke = (event: unknown, ...args: unknown[]) => Promise<unknown>;

const mainFrame = { url: CONTENT_URL, parent: null };
const webContents = {};
const window = { webContents } as unknown as DeskWindow;
const ours = { sender: webContents, senderFrame: mainFrame };
const detail = { connectionId: "c1", approvalId: "apr_1", decision: "approve" };

let registered: Map<string, Invoke>;
let asked: [verb: string, request: unknown][];
let unexpected: unknown[];
let answer: (verb: string) => unknown;
let current: DeskWindow | null;
beforeEach(() => {
  registered = new Map();
  asked = [];
  unexpected = [];
  answer = () => null;
  current = window;
  setupIpc({
    ipcMain: { handle: (channel, handler) => void registered.set(channel, handler as unknown as Invoke) },
    window: () => current,
    handlers: Object.fromEntries(
      VERBS.map((verb) => [
        verb,
        (request: unknown) => {
          asked.push([verb, request]);
          return answer(verb);
        },
      ]),
    ) as unknown as Handlers,
    onUnexpected: (_verb, error) => void unexpected.push(error),
  });
});
const invoke = (verb: (typeof VERBS)[number], event: unknown, ...args: unknown[]): Promise<unknown> => {
  const handler = registered.get(requestChannel(verb));
  if (handler === undefined) throw new Error(`${verb} is not registered`);
  return handler(event, ...args);
};
const refused = { ok: false, problem: { code: "desk.refused", message: expect.any(String) } };

test("each verb of the table has a channel, and nothing else has one", () => {
  expect([...registered.keys()].sort()).toEqual(
    Object.keys(REQUESTS)
      .map((verb) => `desk:${verb}`)
      .sort(),
  );
});

describe("who asks", () => {
  test.each([
    ["a frame inside the page", { sender: webContents, senderFrame: { url: CONTENT_URL, parent: mainFrame } }],
    ["another window", { sender: {}, senderFrame: mainFrame }],
    ["another page in our window", { sender: webContents, senderFrame: { url: "https://evil.example", parent: null } }],
    ["a frame that is gone", { sender: webContents, senderFrame: null }],
  ])("%s is refused, and no handler runs (A50)", async (_name, event) => {
    expect(await invoke("approvals.decide", event, detail)).toEqual(refused);
    expect(asked).toEqual([]);
  });

  test.each([
    "https://evil.example/",
    "file:///etc/passwd",
    "peta-desk-app://app.evil.example/index.html",
    "peta-desk-app://other/",
    "about:blank",
  ])("our own frame is refused while it shows %s", async (url) => {
    mainFrame.url = url;
    try {
      expect(await invoke("app.state", ours, null)).toEqual(refused);
    } finally {
      mainFrame.url = CONTENT_URL;
    }
    expect(asked).toEqual([]);
  });

  test("nobody is heard without a window", async () => {
    current = null;
    expect(await invoke("app.state", ours, null)).toEqual(refused);
  });

  test("our own page is heard", async () => {
    expect(await invoke("connections.cancelSignIn", ours, null)).toEqual({ ok: true, value: null });
    expect(asked).toEqual([["connections.cancelSignIn", null]]);
  });
});

describe("what is asked", () => {
  test.each([
    ["nothing", []],
    ["a text", ["apr_1"]],
    ["a wrong decision", [{ ...detail, decision: "maybe" }]],
    ["no connection", [{ approvalId: "apr_1", decision: "approve" }]],
    ["an endless reason", [{ ...detail, reason: "x".repeat(1_001) }]],
    ["arguments that are a list", [{ ...detail, arguments: [1] }]],
    ["one argument too many", [detail, "more"]],
  ])("%s is refused, and no handler runs", async (_name, args) => {
    expect(await invoke("approvals.decide", ours, ...args)).toEqual(refused);
    expect(asked).toEqual([]);
  });

  test("a handler gets what its schema knows, and nothing beside it", async () => {
    await invoke("connections.select", ours, { connectionId: "c1", __proto__: { admin: true }, admin: true });
    expect(asked).toEqual([["connections.select", { connectionId: "c1" }]]);
  });
});

describe("what is answered", () => {
  test("a failure is an answer with its code and sentence", async () => {
    answer = () =>
      Promise.reject(new DeskError("desk.offline", "Core does not answer.", { cause: new Error("10.0.0.5") }));
    expect(await invoke("app.state", ours, null)).toEqual({
      ok: false,
      problem: { code: "desk.offline", message: "Core does not answer." },
    });
  });

  test("what nobody expected is told without what it holds", async () => {
    answer = () => {
      throw new Error("token peta_secret");
    };
    const result = await invoke("app.state", ours, null);
    expect(result).toMatchObject({ ok: false, problem: { code: "desk.internal" } });
    expect(JSON.stringify(result)).not.toContain("peta_secret");
    expect(unexpected).toHaveLength(1);
  });

  test("an answer leaves only with what the table names: a token beside it stays", async () => {
    answer = () => [{ principalId: "ada", displayName: "Ada", kind: "person", status: "active", token: "peta_secret" }];
    expect(await invoke("principals.mine", ours, { connectionId: "c1" })).toEqual({
      ok: true,
      value: [{ principalId: "ada", displayName: "Ada", kind: "person", status: "active" }],
    });
  });

  test("an answer of another form does not leave at all", async () => {
    answer = () => ({ token: "peta_secret" });
    expect(await invoke("principals.mine", ours, { connectionId: "c1" })).toMatchObject({
      ok: false,
      problem: { code: "desk.internal" },
    });
  });
});
