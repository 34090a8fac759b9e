import { type CachePolicyView, setCachePolicyInputSchema } from "@peta/contract";
import { expect, test } from "vitest";
import {
  argumentNames,
  draftOfPolicy,
  hitText,
  newPolicy,
  policyProblems,
  refOfText,
  refText,
  toPolicy,
} from "./policy-draft.ts";

const ref = { serverId: "mail", kind: "resource" as const, name: "mail://box/a b" };
const stored: CachePolicyView = {
  ...ref,
  enabled: false,
  ttlSeconds: 90,
  scope: "workspace",
  admission: "second_call",
  keyFields: ["query"],
  maxEntryBytes: 1_500,
  invalidatedBy: ["*"],
  updatedAt: "2026-11-30T07:00:00.000Z",
  hits: 3,
  misses: 1,
  entries: 1,
  bytes: 10,
  problem: null,
};

test("a stored policy survives the form, and a new one fits the contract", () => {
  const { enabled, ttlSeconds, scope, admission, keyFields, maxEntryBytes, invalidatedBy } = stored;
  const settings = { enabled, ttlSeconds, scope, admission, keyFields, maxEntryBytes, invalidatedBy };
  expect(toPolicy(draftOfPolicy(stored))).toEqual(settings);
  expect(setCachePolicyInputSchema.safeParse({ ...ref, ...toPolicy(newPolicy) }).success).toBe(true);
  expect(policyProblems(newPolicy)).toEqual({});
});

test("numbers are refused in the units that they were typed in", () => {
  expect(policyProblems({ ...newPolicy, ttlSeconds: "1.5", maxKilobytes: "" })).toEqual({
    ttlSeconds: "Give a whole number of seconds from 1 to 86,400.",
    maxKilobytes: "Give a number of KiB from 1 to 5,120.",
  });
});

test("a capability in an address is found again, whatever is in its name; anything else is none", () => {
  expect(refOfText(refText(ref))).toEqual(ref);
  for (const text of [null, "", "mail", "mail thing x", "mail tool "]) expect(refOfText(text)).toBeNull();
});

test("arguments are those of a tool's schema or of a prompt's list, and nothing of what is neither", () => {
  expect(argumentNames({ inputSchema: { properties: { query: {}, page: {} } } })).toEqual(["query", "page"]);
  expect(argumentNames({ arguments: [{ name: "topic" }, null, { name: 7 }] })).toEqual(["topic"]);
  expect(argumentNames(undefined)).toEqual([]);
});

test("how often it helped is a share, and none before anything was asked", () => {
  expect(hitText(stored)).toBe("75 %");
  expect(hitText({ hits: 0, misses: 0 })).toBe("–");
});
