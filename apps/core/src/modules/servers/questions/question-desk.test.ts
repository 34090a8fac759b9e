import { describe, expect, it } from "vitest";
import { ConnectionUsers } from "../connection-users.ts";
import type { ServerConnection } from "../server-connector.ts";
import type { AnswerQuestion, ConnectionScope, ServerOutcome, ServerRequestOptions } from "../server-link.ts";
import { createQuestionDesk } from "./question-desk.ts";
import { createRequestHold } from "./request-hold.ts";

const FORM = { method: "elicitation/create", params: { message: "?" } };
const never = new AbortController().signal;
const said = (by: string): ServerOutcome => ({ kind: "result", result: { by } });

const sessionOf = (name: string, more: Partial<ConnectionScope> = {}): ConnectionScope => ({
  key: `session ${name}`,
  principalId: name,
  clientKey: "token",
  sessionId: name,
  ask: async () => said(`${name}, outside a call`),
  ...more,
});
const clientOf = (name: string): ConnectionScope => ({
  key: `client ${name}`,
  principalId: name,
  clientKey: "token",
  sessionId: null,
});

/** A connection whose requests end when the test says so. */
function createLine(options: { allowed?: boolean; opensUrls?: boolean; owner?: ConnectionScope } = {}) {
  const ends: ((outcome?: ServerOutcome) => void)[] = [];
  const passed: ServerRequestOptions[] = [];
  const asked: string[] = [];
  const users = new ConnectionUsers(options.owner);
  const desk = createQuestionDesk({
    serverId: "files",
    users,
    isAllowed: () => options.allowed !== false,
    onAsked: (method) => void asked.push(method),
  });
  const connection = desk.watch({
    request: (_method: string, _params: object, given: ServerRequestOptions) => {
      passed.push(given);
      return new Promise<ServerOutcome>((resolve) => ends.push((outcome = said("the server")) => resolve(outcome)));
    },
  } as unknown as ServerConnection);
  const clientCapabilities = { elicitation: options.opensUrls ? { url: {} } : {} };
  const use = (scope: ConnectionScope | undefined, name = "?", method = "tools/call") => {
    const onQuestion: AnswerQuestion = async () => said(name);
    return connection.request(method, {}, { timeoutMs: 1, onQuestion, clientCapabilities, ...(scope && { scope }) });
  };
  const ask = async (question = FORM, signal = never): Promise<unknown> => {
    const outcome = await desk.answer(question, signal);
    return outcome.kind === "result" ? outcome.result.by : outcome.error.code;
  };
  /** Lets the oldest request end. */
  const end = async (outcome?: ServerOutcome): Promise<void> => {
    ends.shift()?.(outcome);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { desk, users, connection, use, ask, end, asked, passed };
}

describe("a question on a line that requests share", () => {
  it("is answered within the one call that is under way", async () => {
    const line = createLine();
    void line.use(sessionOf("ann"), "ann's call");
    expect(await line.ask()).toBe("ann's call");
  });

  it("is nobody's before anybody has used the line, and Core's own lists are nobody's use", async () => {
    const line = createLine();
    void line.use(undefined, "core", "tools/list");
    expect(await line.ask()).toBe(-32601);
    void line.use(sessionOf("ann"), "ann's call");
    expect(await line.ask()).toBe("ann's call");
  });

  it("is nobody's once two have used the line, also after one of them has left", async () => {
    const line = createLine();
    void line.use(sessionOf("ann"), "ann's call");
    await line.end();
    void line.use(sessionOf("bob"), "bob's call");
    expect(await line.ask()).toBe(-32601);
    await line.end();
    expect(await line.ask()).toBe(-32601);
    // The server is one that asks: that much is known.
    expect(line.asked).toEqual([FORM.method, FORM.method]);
  });

  it("advises to call again only where whoever calls could answer", async () => {
    const line = createLine();
    void line.use(sessionOf("ann"), "ann's call");
    void line.use(sessionOf("bob"), "bob's call");
    expect(await line.desk.answer(FORM, never)).toMatchObject({
      error: { message: expect.stringContaining("call again") },
    });
    expect(await line.desk.answer({ method: "sampling/createMessage", params: { message: "?" } }, never)).toEqual({
      kind: "error",
      error: {
        code: -32601,
        message: "No client with a call under way on this connection offers what this question needs.",
      },
    });
  });

  it("a request of unknown origin makes the line shared", async () => {
    const line = createLine();
    void line.use(sessionOf("ann"), "ann's call");
    void line.use(undefined);
    expect(await line.ask()).toBe(-32601);
  });

  it("two sessions of one principal are two", async () => {
    const line = createLine();
    void line.use(sessionOf("ann-1"));
    void line.use(sessionOf("ann-2"));
    expect(await line.ask()).toBe(-32601);
  });

  it("reaches a session whichever of its calls it belongs to, and with no call under way", async () => {
    const line = createLine();
    const ann = sessionOf("ann");
    void line.use(ann, "first");
    void line.use(ann, "second");
    expect(await line.ask()).toBe("ann, outside a call");
    await line.end();
    await line.end();
    expect(await line.ask()).toBe("ann, outside a call");
  });

  it("a client without sessions is asked within one call only", async () => {
    const line = createLine();
    const ann = clientOf("ann");
    void line.use(ann, "first");
    expect(await line.ask()).toBe("first");
    void line.use(ann, "second");
    expect(await line.ask()).toBe(-32601);
    await line.end();
    await line.end();
    expect(await line.ask()).toBe(-32601);
  });

  it("is nobody's while one has called and another one watches a resource there", async () => {
    const line = createLine();
    void line.use(sessionOf("ann"), "ann's call");
    line.users.note(sessionOf("bob"));
    expect(await line.ask()).toBe(-32601);
    await line.end();
    expect(await line.ask()).toBe(-32601);
  });

  it("reaches a session that only watches a resource there, and no client that cannot be asked outside a call", async () => {
    const line = createLine();
    line.users.note(sessionOf("ann"));
    expect(await line.ask()).toBe("ann, outside a call");
    const other = createLine();
    other.users.note(clientOf("ann"));
    expect(await other.ask()).toBe(-32601);
  });

  it("a line that belongs to a session from the start asks it before its first call", async () => {
    expect(await createLine({ owner: sessionOf("ann") }).ask()).toBe("ann, outside a call");
    const line = createLine({ owner: sessionOf("ann") });
    void line.use(sessionOf("bob"));
    expect(await line.ask()).toBe(-32601);
  });

  it("what an administrator does not allow is not asked, and nothing that is no question", async () => {
    const line = createLine({ allowed: false });
    void line.use(sessionOf("ann"));
    expect(await line.ask()).toBe(-32601);
    const other = createLine();
    void other.use(sessionOf("ann"));
    expect(await other.ask({ method: "tools/call", params: { message: "" } })).toBe(-32601);
    expect(other.asked).toEqual([]);
  });

  it("holds the time of every request of its owner until it is answered", async () => {
    const line = createLine();
    const hold = createRequestHold();
    let answer = (_: ServerOutcome): void => {};
    const scope = sessionOf("ann", { ask: () => new Promise((resolve) => (answer = resolve)) });
    for (const method of ["tools/call", "resources/read"])
      void line.connection.request(method, {}, { timeoutMs: 1, scope, hold, onQuestion: async () => said("?") });
    const asked = line.ask();
    expect(hold.isHeld).toBe(true);
    answer(said("ann"));
    expect(await asked).toBe("ann");
    expect(hold.isHeld).toBe(false);
  });
});

describe("a question on a call's own stream", () => {
  it("is that call's, whoever else uses the connection; the end of the call takes it back", async () => {
    const line = createLine();
    let isTakenBack = false;
    void line.connection.request(
      "tools/call",
      {},
      {
        timeoutMs: 1,
        scope: sessionOf("ann"),
        onQuestion: (_, signal) =>
          new Promise((resolve) => {
            signal.addEventListener("abort", () => {
              isTakenBack = true;
              resolve(said("nobody"));
            });
          }),
      },
    );
    void line.use(sessionOf("bob"), "bob's call");
    expect(await line.passed[1]?.onQuestion?.(FORM, never)).toEqual(said("bob's call"));
    const waiting = line.passed[0]?.onQuestion?.(FORM, never);
    await line.end();
    expect(isTakenBack).toBe(true);
    expect(await waiting).toEqual(said("nobody"));
    expect(line.asked).toHaveLength(2);
  });
});

it("what follows on a URL is told to whom it was shown, once, and to nobody else", async () => {
  const line = createLine();
  const ann = sessionOf("ann");
  void line.use(ann, "ann's call");
  await line.ask({ method: FORM.method, params: { message: "", elicitationId: "e1" } as never });
  expect(line.desk.takeShown("e2")).toBeUndefined();
  expect(line.desk.takeShown("e1")?.key).toBe(ann.key);
  expect(line.desk.takeShown("e1")).toBeUndefined();
});

describe("an error that asks for a visit to a URL (-32042)", () => {
  const refused: ServerOutcome = {
    kind: "error",
    error: { code: -32042, message: "Sign in", data: { elicitations: [{ elicitationId: "e1", url: "https://x" }] } },
  };
  const answered = async (options: Parameters<typeof createLine>[0]) => {
    const line = createLine(options);
    void line.use(sessionOf("bob"));
    void line.use(sessionOf("ann"));
    await line.end();
    await line.end(refused);
    return line;
  };

  it("is a question of the server, and its end is told to the one whose call it answered, on a shared line too", async () => {
    const line = await answered({ opensUrls: true });
    expect(line.asked).toEqual(["elicitation/create"]);
    expect(line.desk.takeShown("e1")?.key).toBe("session ann");
  });

  it.each([
    ["its client opens no URLs", { opensUrls: false }],
    ["an administrator does not allow it", { opensUrls: true, allowed: false }],
  ])("has no end to tell of where %s", async (_, options) => {
    const line = await answered(options);
    expect(line.asked).toEqual(["elicitation/create"]);
    expect(line.desk.takeShown("e1")).toBeUndefined();
  });
});
