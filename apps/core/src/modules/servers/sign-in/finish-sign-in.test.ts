import { beforeEach, describe, expect, test } from "vitest";
import type { HttpLaunch } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import {
  actor,
  addGuarded,
  becomes,
  comeBack,
  getGuarded,
  kit,
  launchOf,
  MINUTE,
  open,
  setOut,
  signIn,
  start,
  stateOf,
  useGuarded,
} from "../twins/guarded-server.ts";
import { settle } from "../twins/servers-kit.ts";

beforeEach(useGuarded);

describe("A13: the way back", () => {
  let state: string;
  let browser: string;
  beforeEach(async () => {
    await addGuarded();
    state = stateOf((await start()).url);
    browser = setOut(state);
  });

  test("is taken once", async () => {
    expect(await comeBack(state, browser)).toMatchObject({ kind: "done" });
    expect(await comeBack(state, browser)).toEqual({ kind: "unknown" });
    expect(open(state, browser)).toBe("unknown");
    expect(kit.flow.asked.filter(({ what }) => what === "finish")).toHaveLength(1);
  });

  test.each(["", "no such state", "ä".repeat(43)])("with the state %j is none", async (foreign) => {
    expect(await comeBack(foreign, browser)).toEqual({ kind: "unknown" });
    expect(await comeBack(state, browser)).toMatchObject({ kind: "done" });
  });

  test("ends after ten minutes", async () => {
    kit.clock.advance(10 * MINUTE - 1);
    expect(typeof open(state, browser)).toBe("object");
    kit.clock.advance(1);
    expect(await comeBack(state, browser)).toEqual({ kind: "unknown" });
  });

  test.each([
    ["another browser", "b".repeat(43)],
    ["no browser that set out", null],
  ])("with %s is refused, recorded, and uses the state up", async (_name, foreign) => {
    kit.recorded.length = 0;
    expect(await comeBack(state, foreign)).toEqual({ kind: "elsewhere" });
    expect(kit.actions()).toEqual(["server.signed_in failed"]);
    expect(await comeBack(state, browser)).toEqual({ kind: "unknown" });
    expect(kit.signIns.rows.size).toBe(0);
  });

  test("is not open to who never set out", async () => {
    const fresh = stateOf((await start()).url);
    expect(await comeBack(fresh, null)).toEqual({ kind: "elsewhere" });
  });

  test("is the one of the browser that set out first; it may set out again", () => {
    expect(open(state, null)).toBe("elsewhere");
    expect(open(state, "b".repeat(43))).toBe("elsewhere");
    expect(setOut(state, browser)).toBe(browser);
  });

  test("of an earlier sign-in to the same server is closed by a new one", async () => {
    await start();
    expect(await comeBack(state, browser)).toEqual({ kind: "unknown" });
  });

  test("with a no of the person is recorded and stores nothing", async () => {
    kit.recorded.length = 0;
    const denied = { code: null, error: "access_denied" };
    expect(await comeBack(state, browser, denied)).toEqual({ kind: "denied", serverId: "guarded" });
    expect(kit.recorded).toMatchObject([{ outcome: "failed", errorCode: "server.sign_in_failed" }]);
    expect(kit.signIns.rows.size).toBe(0);
  });

  test("that brought nothing is shown until somebody signs in or out", async () => {
    const shown = async () => (await getGuarded()).signIn?.lastFailure;
    expect(await shown()).toBeNull();
    kit.published.length = 0;
    await comeBack(state, browser, { code: null, error: "access_denied" });
    expect(kit.published.map(({ type }) => type)).toContain("server.status_changed");
    const refused = { message: "The sign-in was refused at the authorization server." };
    expect(await shown()).toMatchObject({ at: new Date(kit.clock.now()).toISOString(), ...refused });
    const second = stateOf((await start()).url);
    kit.flow.failures.push(new CoreError("server.sign_in_failed", "The code is too old."));
    await comeBack(second, setOut(second));
    expect(await shown()).toMatchObject({ message: "The code is too old." });
    await signIn();
    expect(await shown()).toBeNull();
    await comeBack(stateOf((await start()).url), null);
    expect(await shown()).toMatchObject({ message: expect.stringContaining("another browser") });
    await kit.servers.signOut(actor, "guarded");
    expect(await shown()).toBeNull();
  });

  test.each([
    ["an error with a code", { error: "server_error" }],
    ["no code", { code: null }],
    ["an empty code", { code: "" }],
  ])("with %s fails before anything is exchanged", async (_name, answer) => {
    expect(await comeBack(state, browser, answer)).toMatchObject({ kind: "failed" });
    expect(kit.flow.asked.some(({ what }) => what === "finish")).toBe(false);
  });

  test("with a code that is refused says why, and is recorded", async () => {
    kit.recorded.length = 0;
    kit.flow.failures.push(new CoreError("server.sign_in_failed", "The code is too old."));
    expect(await comeBack(state, browser)).toEqual({
      kind: "failed",
      serverId: "guarded",
      message: "The code is too old.",
    });
    expect(kit.actions()).toEqual(["server.signed_in allowed", "server.signed_in failed"]);
  });

  test.each([
    ["was disabled", { status: "disabled" as const }],
    ["is no administrator any more", { role: "user" as const }],
    ["has expired", { expiresAt: 0 }],
    ["is of another workspace now", { workspaceId: "wsp_2" }],
    ["is somebody else", { id: "prn_2" }],
  ])("ends nowhere when whoever started it %s", async (_name, change) => {
    becomes(change);
    expect(await comeBack(state, browser)).toMatchObject({ kind: "failed" });
    expect(kit.recorded.at(-1)).toMatchObject({ action: "server.signed_in", errorCode: "auth.forbidden" });
    expect(kit.flow.asked.some(({ what }) => what === "finish")).toBe(false);
    expect(kit.signIns.rows.size).toBe(0);
  });

  test.each<[string, Partial<HttpLaunch>]>([
    ["another URL", { url: "https://elsewhere.test/mcp" }],
    ["another client", { oauth: { grant: "authorization_code", clientId: "other" } }],
    ["a credential of its own", { headers: { authorization: "Bearer own" } }],
  ])("ends nowhere when the server has %s by then", async (_name, change) => {
    await kit.servers.update(actor, { serverId: "guarded", launch: launchOf(change) });
    expect(await comeBack(state, browser)).toMatchObject({
      kind: "failed",
      message: expect.stringContaining("changed"),
    });
    expect(kit.signIns.rows.size).toBe(0);
  });

  test("ends nowhere when the server was replaced by another one of that id", async () => {
    await kit.servers.remove(actor, "guarded");
    await addGuarded();
    expect(await comeBack(state, browser)).toMatchObject({ kind: "failed" });
    expect(kit.signIns.rows.size).toBe(0);
  });

  test("gives the tokens back when the server changes during the exchange", async () => {
    const gate = Promise.withResolvers<void>();
    kit.flow.gate = gate.promise;
    const finished = comeBack(state, browser);
    await settle();
    await kit.servers.update(actor, { serverId: "guarded", launch: launchOf({ url: "https://elsewhere.test/mcp" }) });
    gate.resolve();
    expect(await finished).toMatchObject({ kind: "failed" });
    expect(kit.flow.asked.at(-1)).toMatchObject({ what: "revoke", held: { accessToken: "token-1" } });
    expect(kit.signIns.rows.size).toBe(0);
  });

  test.each([
    ["A14: another authorization server", { issuer: "https://attacker.test" }],
    ["another address", { serverUrl: "https://elsewhere.test/mcp" }],
  ])("does not take tokens of %s", async (_name, next) => {
    kit.flow.next = next;
    expect(await comeBack(state, browser)).toMatchObject({ kind: "failed" });
    expect(kit.signIns.rows.size).toBe(0);
  });
});
