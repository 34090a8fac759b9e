import type { ErrorCode } from "@peta/contract";
import { expect, test } from "vitest";
import { CoreError } from "../../errors.ts";
import type { Caller } from "../principals/principal.ts";
import { refusalFor } from "./plain-refusal.ts";

const caller = (channel: string): Caller =>
  ({ channel, credential: { kind: "token" }, principal: { kind: "agent" } }) as unknown as Caller;

const WHAT_NOW = "Call again later, or ask an administrator to look at the server.";
const told = (error: CoreError, channel = "mcp"): string => (refusalFor(caller(channel), error) as CoreError).message;

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
  expect(refusalFor(caller("mcp"), error)).toMatchObject({ code, message: says, retryAfterSeconds: 3 });
  expect(told(error, "console")).toBe(message);
});

test("what already says whether something was done stays as it is", () => {
  const message = "The server was connected and no longer answers. Core connects to it anew with the next request.";
  expect(told(new CoreError("server.unreachable", message))).toBe(message);
  expect(told(new CoreError("server.died", "It has ended. It may have been done."))).toMatch(/may have been done/);
});
