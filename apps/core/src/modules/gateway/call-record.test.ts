import { expect, test } from "vitest";
import { CoreError } from "../../errors.ts";
import type { AuditEntry } from "../audit/audit-entry.ts";
import { describeError } from "./call-record.ts";

test("a call that its server refused for want of a sign-in has failed, and was allowed: the record says why", () => {
  const entry = { outcome: "allowed", decision: "allow", reason: "A rule allows it." } as AuditEntry;
  describeError(entry, new CoreError("server.sign_in_required", "The server wants a sign-in."));
  expect(entry).toMatchObject({
    outcome: "failed",
    errorCode: "server.sign_in_required",
    reason: "The server wants a sign-in. A rule allows it.",
  });
});
