import type { savePolicySetInputSchema } from "@peta/contract";
import { compileRules, PolicyError, type RuleSource } from "@peta/policy";
import type { z } from "zod";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { EventBus } from "../events.ts";
import type { Caller } from "../principals/principal.ts";
import type { PermissionStore } from "./permission-store.ts";
import type { Snapshots } from "./snapshots.ts";

type PolicySet = z.output<typeof savePolicySetInputSchema>;

const conflict = (newest: number) =>
  new CoreError(
    "policy.invalid",
    `These rules were edited from an older version; version ${newest} is in force. Read it, make your change there and save again.`,
  );

/** The rules of the caller's workspace: the version in force, and saving a new one. For administrators only. */
export function createPolicySets(deps: {
  store: PermissionStore;
  snapshots: Snapshots;
  audit: AuditRecorder;
  events: EventBus;
}) {
  return {
    async get(actor: Caller): Promise<PolicySet> {
      await requireAdministrator(deps, actor, "policy.get");
      const { version, rules } = await deps.store.newestPolicySet(actor.principal.workspaceId);
      return { version, rules: [...rules] as PolicySet["rules"] };
    },

    /**
     * Saves rules as the version after the one they were edited from, and resolves when they are in force. Throws
     * policy.invalid for a rule that does not compile, naming it, and when another version was saved meanwhile.
     */
    async save(actor: Caller, input: PolicySet): Promise<PolicySet> {
      await requireAdministrator(deps, actor, "policy.save");
      const { workspaceId } = actor.principal;
      const rules: RuleSource[] = input.rules;
      try {
        compileRules(rules);
      } catch (error) {
        if (error instanceof PolicyError) throw new CoreError("policy.invalid", error.message, { cause: error });
        throw error;
      }
      const before = await deps.store.newestPolicySet(workspaceId);
      if (before.version !== input.version) throw conflict(before.version);
      const next = { version: input.version + 1, rules };
      await recordAction(deps, actor, "policy.save", { before, after: next }, async () => {
        if (!(await deps.store.insertPolicySet(workspaceId, next, actor.principal.id))) throw conflict(next.version);
      });
      deps.events.publish({ type: "policy.changed", workspaceId });
      await deps.snapshots.settled(workspaceId);
      return { version: next.version, rules: input.rules };
    },
  };
}
