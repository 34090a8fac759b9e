import { expect, test } from "vitest";
import { CoreError } from "../../../errors.ts";
import type { AuditEntry } from "../../audit/audit-entry.ts";
import { recordLarge } from "./record-large.ts";

const CALL: AuditEntry = {
  workspaceId: "w",
  action: "resources/read",
  outcome: "allowed",
  principalId: "p",
  principalHandle: "p",
  channel: "mcp",
};

/** How the transfer is recorded whose reader leaves after the first of its parts. */
const leaving = async (why?: CoreError): Promise<AuditEntry | undefined> => {
  const records: AuditEntry[] = [];
  const audit = { record: async (entry: AuditEntry) => void records.push(entry) };
  const controller = new AbortController();
  const parts = (async function* () {
    yield "one";
    yield "two";
    yield "three";
  })();
  const passed = recordLarge(parts, CALL, controller.signal, { audit, log: undefined });
  await passed.next();
  controller.abort(why);
  await passed.return(undefined);
  return records[0];
};

test("a large answer whose reader goes away is recorded as cancelled, and one that Core's stop cuts off as that", async () => {
  expect(await leaving()).toMatchObject({
    outcome: "cancelled",
    reason: "The large answer was broken off after 3 bytes. Its reader has gone away.",
  });
  const stop = new CoreError("request.interrupted", "Core was restarted.");
  expect(await leaving(stop)).toMatchObject({
    action: "answer.transfer",
    outcome: "failed",
    errorCode: "request.interrupted",
    reason: "The large answer was broken off after 3 bytes. Core was restarted.",
  });
});
