import { beforeEach, describe, expect, it } from "vitest";
import { ConnectionUsers, type RequestUnderWay } from "./connection-users.ts";
import type { LogLevel } from "./log-level.ts";

const MESSAGE = { method: "notifications/message", params: { level: "info", data: "?" } };

let users: ConnectionUsers;
let heard: string[];
beforeEach(() => {
  users = new ConnectionUsers();
  heard = [];
});

const scopeOf = (name: string) => ({
  key: `session ${name}`,
  principalId: name,
  clientKey: "token",
  sessionId: name,
  tell: () => void heard.push(name),
});
/** A call that listens. */
const call = (name: string, more: { logLevel?: LogLevel } = {}): RequestUnderWay => {
  const onNotification = (): void => void heard.push(`a call of ${name}'s`);
  const entered = users.enter("tools/call", {}, { timeoutMs: 1, scope: scopeOf(name), onNotification, ...more });
  if (!entered) throw new Error("it was not counted");
  return entered;
};
/** Who hears a message that the server says now. */
const say = (era: "legacy" | "modern"): string[] => {
  heard = [];
  users.tell(MESSAGE, era);
  return heard;
};

describe("a message of a legacy server that names no request", () => {
  it("is its only user's, with the call that is under way if there is one that listens", () => {
    expect(say("legacy")).toEqual([]);
    const silent = users.enter("tools/call", {}, { timeoutMs: 1, scope: scopeOf("ann") });
    expect(say("legacy")).toEqual(["ann"]);
    const listening = call("ann");
    expect(say("legacy")).toEqual(["a call of ann's"]);
    if (silent) users.leave(silent, true);
    users.leave(listening, true);
    expect(say("legacy")).toEqual(["ann"]);
  });

  it("is that of one who only watches, and of the one whom the connection serves from the start", () => {
    users.note(scopeOf("ann"));
    expect(say("legacy")).toEqual(["ann"]);
    users = new ConnectionUsers(scopeOf("bob"));
    expect(say("legacy")).toEqual(["bob"]);
  });

  it.each([
    ["another one has called", () => users.leave(call("bob"), true)],
    ["another one watches, or has", () => users.note(scopeOf("bob"))],
    ["somebody unknown uses it", () => users.note(undefined)],
    ["a request has no origin", () => void users.enter("resources/read", {}, { timeoutMs: 1 })],
  ])("A21: is nobody's once %s, not even that of one who listens", (_, join) => {
    users.note(scopeOf("ann"));
    call("ann");
    expect(say("legacy")).toEqual(["a call of ann's"]);
    join();
    expect(say("legacy")).toEqual([]);
    expect([users.only, users.areSeveral]).toEqual([null, true]);
  });

  it("Core's own requests are nobody's use", () => {
    users.note(scopeOf("ann"));
    for (const method of ["ping", "tools/list"]) expect(users.enter(method, {}, { timeoutMs: 1 })).toBeNull();
    expect(say("legacy")).toEqual(["ann"]);
  });
});

describe("a message of a modern server on a line that requests share", () => {
  it("is that of the only client whose requests ask for messages now, whoever else uses the connection", () => {
    users.note(scopeOf("cid"));
    call("cid");
    expect(say("modern")).toEqual([]);
    const anns = call("ann", { logLevel: "info" });
    expect(say("modern")).toEqual(["a call of ann's"]);
    users.leave(anns, true);
    call("bob", { logLevel: "debug" });
    expect(say("modern")).toEqual(["a call of bob's"]);
  });

  it("A21: is nobody's while two ask, and after one has taken a request back until the server must have read so", () => {
    const anns = call("ann", { logLevel: "info" });
    const bobs = call("bob", { logLevel: "info" });
    expect(say("modern")).toEqual([]);
    users.leave(bobs, false);
    expect(say("modern")).toEqual([]);
    // It went out before.
    users.leave(anns, true);
    const next = call("ann", { logLevel: "info" });
    expect(say("modern")).toEqual([]);
    users.leave(call("cid"), true);
    expect(say("modern")).toEqual(["a call of ann's"]);
    users.leave(next, false);
    call("ann", { logLevel: "info" });
    expect(say("modern")).toEqual(["a call of ann's"]);
  });
});
