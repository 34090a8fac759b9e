import { expect, it } from "vitest";
import { TestClock } from "../../adapters/clock.ts";
import type { AuditEntry } from "../audit/audit-entry.ts";
import { createCoalescedRecords } from "../audit/coalesced-records.ts";
import { createStrangerRecords } from "./stranger-records.ts";

const start = () => {
  const clock = new TestClock();
  const records: AuditEntry[] = [];
  const audit = { record: async (entry: AuditEntry) => void records.push(entry) };
  const refused = createStrangerRecords({ audit, clock, workspaceId: () => "ws_1" });
  return { clock, records, refused };
};

const refusal = (ipAddress: string, errorCode = "auth.invalid_token") => ({ errorCode, reason: "No.", ipAddress });

it("records the first refusal at once and the others of the minute by their number (A2)", () => {
  const { clock, records, refused } = start();
  for (let i = 0; i < 100; i++) refused(refusal("10.0.0.1"));
  refused(refusal("10.0.0.1", "auth.required"));
  refused(refusal("10.0.0.2"));
  expect(records.map(({ ipAddress, errorCode }) => `${ipAddress} ${errorCode}`)).toEqual([
    "10.0.0.1 auth.invalid_token",
    "10.0.0.1 auth.required",
    "10.0.0.2 auth.invalid_token",
  ]);
  expect(records[0]).toMatchObject({ outcome: "denied", principalId: null, action: "authenticate" });
  clock.advance(60_000);
  expect(records.slice(3)).toMatchObject([{ ipAddress: "10.0.0.1", detail: { times: 99 } }]);
  refused(refusal("10.0.0.1"));
  expect(records).toHaveLength(5);
});

it("keeps a flood from many addresses small", () => {
  const { clock, records, refused } = start();
  for (let i = 0; i < 50_000; i++) refused(refusal(`10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`));
  clock.advance(60_000);
  expect(records.length).toBeLessThan(1_010);
  expect(records.at(-1)).toMatchObject({ ipAddress: null, detail: { times: 48_999 } });
});

it("keeps a flood of callers without a sign-in small, each network being somebody of its own", () => {
  const { clock, records } = start();
  const audit = { record: async (entry: AuditEntry) => void records.push(entry) };
  const record = createCoalescedRecords({ audit, clock });
  const refusedAt = (network: string, ipAddress: string) =>
    record({
      workspaceId: "ws_1",
      action: "admit",
      outcome: "denied",
      principalId: `anonymous:${network}`,
      principalHandle: "(anonymous)",
      channel: "public",
      ipAddress,
      errorCode: "request.rate_limited",
    });
  for (let i = 0; i < 20_000; i++) refusedAt(String(i), `10.0.${(i >> 8) & 255}.${i & 255}`);
  clock.advance(60_000);
  expect(records.length).toBeLessThan(110);
  expect(records.at(-1)).toMatchObject({ ipAddress: null, principalId: null, principalHandle: "(anonymous)" });
  records.length = 0;
  for (let i = 0; i < 500; i++) refusedAt("one network", `2001:db8::${i.toString(16)}`);
  clock.advance(60_000);
  expect(records.map(({ ipAddress, detail }) => [ipAddress, detail])).toEqual([
    ["2001:db8::0", undefined],
    ["2001:db8::0", { times: 499 }],
  ]);
});

it("records nothing before there is a workspace", () => {
  let recorded = 0;
  const audit = { record: async () => void recorded++ };
  createStrangerRecords({ audit, clock: new TestClock(), workspaceId: () => undefined })(refusal("10.0.0.1"));
  expect(recorded).toBe(0);
});
