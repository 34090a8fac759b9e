import type { ErrorCode } from "@peta/contract";
import { expect, test } from "vitest";
import { CoreError } from "../../errors.ts";
import type { Caller } from "../principals/principal.ts";
import { refusalFor } from "./plain-refusal.ts";

const caller = (channel: string): Caller =>
  ({ channel, credential: { kind: "token" }, principal: { kind: "agent" } }) as unknown as Caller;

const WHAT_NOW = "Call again in 3 s, or ask an administrator to look at the server.";
const told = (error: CoreError, channel = "mcp", method = "tools/call"): string =>
  (refusalFor(caller(channel), error, method) as CoreError).message;

test.each<[ErrorCode, string, string | undefined, string]>([
  [
    "server.unreachable",
    "The server cannot be reached: nothing listens there. Check that the server runs, and the port.",
    "ECONNREFUSED",
    `The server cannot be reached: nothing listens there. ${WHAT_NOW}`,
  ],
  [
    "server.start_failed",
    "The program has ended at its start: it ended with code 1.",
    undefined,
    `The program has ended at its start: it ended with code 1. The call was not made. ${WHAT_NOW}`,
  ],
  [
    "server.launch_refused",
    'There is no program "./v1.2/x" on Core\'s PATH. Install it, or give its whole path.',
    "ENOENT",
    `There is no program "./v1.2/x" on Core's PATH. The call was not made. ${WHAT_NOW}`,
  ],
])("an agent hears what is wrong and what it can do itself: %s", (code, message, detail, says) => {
  const error = new CoreError(code, message, { ...(detail !== undefined && { detail }), retryAfterSeconds: 3 });
  expect(refusalFor(caller("mcp"), error, "tools/call")).toMatchObject({ code, message: says, retryAfterSeconds: 3 });
  expect(told(error, "console")).toBe(message);
});

test("also while Core waits before it tries again, and where there is something else than an MCP server", () => {
  const cause = new CoreError("server.unreachable", "It refuses the token (HTTP 401). Renew it.", {
    detail: "HTTP 401",
  });
  const waiting = new CoreError("server.unreachable", `${cause.message} Core tries again in 2 s.`, {
    cause,
    retryAfterSeconds: 2,
  });
  expect(told(waiting)).toBe(
    "It refuses the token (HTTP 401). Call again in 2 s, or ask an administrator to look at the server.",
  );
  const page = new CoreError("server.protocol_error", "No MCP endpoint (HTTP 404). Check it.", { detail: "HTTP 404" });
  expect(told(page)).toMatch(/^No MCP endpoint \(HTTP 404\)\. Call again later, or ask an administrator/);
  const large = "The answer is larger than 16 MiB. Ask it for less at a time.";
  expect(told(new CoreError("server.protocol_error", large))).toBe(large);
});

test.each(["HTTP 500", "HTTP 502", "ETIMEDOUT"])(
  "what failed while it may have been under way is not to be repeated blindly: %s",
  (detail) => {
    const failed = new CoreError("server.unreachable", `The server failed (${detail}). Its own log has the cause.`, {
      detail,
    });
    expect(told(failed)).toBe(
      `The server failed (${detail}). Whether the call was carried out is not known; do not repeat what must not happen twice.`,
    );
    const waiting = new CoreError("server.unreachable", "It failed. Core tries again in 2 s.", {
      cause: failed,
      retryAfterSeconds: 2,
    });
    expect(told(waiting)).toMatch(/^It failed\. Call again in 2 s/);
  },
);

test("of a task is said what became of the question about it, and not of the call that began it", () => {
  const away = new CoreError("server.start_failed", "The program has ended at its start. Run it by hand.", {
    retryAfterSeconds: 3,
  });
  const asked = "Nothing was asked of it. Ask again in 3 s, or ask an administrator to look at the server.";
  for (const method of ["tasks/get", "tasks/result", "tasks/cancel", "tasks/update", "resources/subscribe"])
    expect(told(away, "mcp", method)).toBe(`The program has ended at its start. ${asked}`);
  const failed = new CoreError("server.unreachable", "The server failed (HTTP 502). Look at it.", {
    detail: "HTTP 502",
  });
  for (const method of ["tasks/get", "tasks/result", "resources/subscribe"])
    expect(told(failed, "mcp", method)).toMatch(/^The server failed \(HTTP 502\)\. Ask again later, or/);
  for (const method of ["tasks/cancel", "tasks/update"])
    expect(told(failed, "mcp", method)).toMatch(/ask for the state of the task before you repeat it\.$/);
  expect(told(failed, "mcp", "acme/send")).toMatch(/Whether the call was carried out is not known/);
});

test("what already says whether something was done stays as it is", () => {
  const message = "The server was connected and no longer answers. Core connects to it anew with the next request.";
  expect(told(new CoreError("server.unreachable", message))).toBe(message);
  expect(told(new CoreError("server.died", "It has ended. It may have been done."))).toMatch(/may have been done/);
});

test("a server that wants a sign-in: the call was not made, and an administrator can help; nothing of why and how", () => {
  const said = "The authorization server says: give the token abc. Sign in with `peta server sign-in notes`.";
  for (const options of [{}, { detail: "HTTP 401" }, { detail: "HTTP 403", retryAfterSeconds: 3 }]) {
    const error = new CoreError("server.sign_in_required", said, options);
    expect(told(error)).toBe(
      "The server wants an administrator to sign in to it. The call was not made. Call again when an administrator has done so.",
    );
    expect(told(error, "mcp", "tasks/get")).toBe(
      "The server wants an administrator to sign in to it. Nothing was asked of it. Ask again when an administrator has done so.",
    );
    expect(told(error, "console")).toBe(said);
  }
  expect(told(new CoreError("server.sign_in_failed", said, { retryAfterSeconds: 3 }))).toBe(
    `Core cannot sign in to the server. The call was not made. ${WHAT_NOW}`,
  );
  // Rights that no sign-in gives are another matter.
  const refused = new CoreError("server.unreachable", "The server refuses Core's credentials (HTTP 403). Set them.", {
    detail: "HTTP 403",
  });
  expect(told(refused)).toBe(
    "The server refuses Core's credentials (HTTP 403). Call again later, or ask an administrator to look at the server.",
  );
});

test("to somebody unknown a server that wants a sign-in is away, as any other", () => {
  const anonymous = { ...caller("mcp"), principal: { kind: "anonymous" } } as unknown as Caller;
  const error = new CoreError("server.sign_in_required", "Sign in with `peta server sign-in notes`.");
  expect((refusalFor(anonymous, error, "tools/call") as CoreError).message).not.toMatch(/sign in to|notes/);
});
