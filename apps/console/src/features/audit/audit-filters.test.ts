import { listAuditInputSchema } from "@peta/contract";
import { expect, test } from "vitest";
import { type AuditFilters, auditHref, auditQuery, countFilters, readAuditFilters } from "./audit-filters.ts";

const filters: AuditFilters = {
  outcome: "denied",
  principalId: "ci-bot",
  serverId: "files",
  capability: "read_file",
  action: "tools/call",
  channel: "public",
  from: "2026-11-01",
  to: "2026-11-02",
};

test("a copied address opens the same view", () => {
  expect(readAuditFilters(new URL(auditHref(filters), "http://x").searchParams)).toEqual(filters);
  expect(auditHref({})).toBe("/audit");
});

test("an address made by hand with wrong values is not sent to Core", () => {
  const params = new URLSearchParams("outcome=maybe&channel=post&from=yesterday&to=2026-99-99&serverId=+");
  expect(countFilters(readAuditFilters(params))).toBe(0);
});

test("what Core is asked fits the contract, and the last day is included", () => {
  const query = listAuditInputSchema.parse(auditQuery(filters));
  expect(Date.parse(query.to ?? "") - Date.parse(query.from ?? "")).toBe(2 * 86_400_000);
});
