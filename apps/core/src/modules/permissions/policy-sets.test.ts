import { expect, test } from "vitest";
import { createLocalEventBus } from "../../adapters/event-bus.ts";
import type { AuditEntry } from "../audit/audit-entry.ts";
import type { Caller } from "../principals/principal.ts";
import type { PermissionStore } from "./permission-store.ts";
import { createPolicySets } from "./policy-sets.ts";
import type { Snapshots } from "./snapshots.ts";

const actor = {
  principal: { id: "prn_ada", handle: "ada", workspaceId: "wsp_1", role: "owner" },
  credential: { kind: "token", tokenId: "tok_ada", tokenHash: "hash" },
  channel: "api",
  ipAddress: null,
} as Caller;

const create = (isInserted: boolean) => {
  const entries: AuditEntry[] = [];
  const sets = createPolicySets({
    store: {
      newestPolicySet: async () => ({ version: 3, rules: [] }),
      insertPolicySet: async () => isInserted,
    } as unknown as PermissionStore,
    snapshots: { settled: async () => {} } as unknown as Snapshots,
    audit: { record: async (entry) => void entries.push(entry) },
    events: createLocalEventBus(() => {}),
  });
  const outcomes = () => entries.map(({ action, outcome, errorCode }) => [action, outcome, errorCode]);
  return { sets, outcomes };
};

test("rules are recorded before they are saved", async () => {
  const { sets, outcomes } = create(true);
  expect(await sets.save(actor, { version: 3, rules: [] })).toEqual({ version: 4, rules: [] });
  expect(outcomes()).toEqual([["policy.save", "allowed", undefined]]);
});

test("rules edited from an older version are refused before anything is recorded", async () => {
  const { sets, outcomes } = create(true);
  await expect(sets.save(actor, { version: 2, rules: [] })).rejects.toMatchObject({ code: "policy.invalid" });
  expect(outcomes()).toEqual([]);
});

test("who loses against another save at the same moment leaves a record that says so", async () => {
  const { sets, outcomes } = create(false);
  await expect(sets.save(actor, { version: 3, rules: [] })).rejects.toMatchObject({ code: "policy.invalid" });
  expect(outcomes()).toEqual([
    ["policy.save", "allowed", undefined],
    ["policy.save", "failed", "policy.invalid"],
  ]);
});
