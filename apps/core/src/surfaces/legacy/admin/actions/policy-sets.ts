import { adminWire } from "@peta/contract";
import { type AdminAction, adminAction } from "../action.ts";
import type { AdminDeps } from "../deps.ts";
import { policySetRow } from "../rows/policy-set-row.ts";

const DSL = {
  schemaVersion: 1,
  rules: [
    {
      id: "big-payments",
      match: { tool: "pay*" },
      extract: { amount: { path: "payment.amount", type: "number" } },
      when: [{ left: "$amount", op: "gt", right: 100 }],
      effect: { decision: "REQUIRE_APPROVAL", reason: "Payments above 100 are looked at." },
    },
  ],
};

/** 9101 to 9105: policy sets of the legacy rule language. */
export function policySetActions({ legacy }: AdminDeps): AdminAction[] {
  const { policySets } = legacy;
  return [
    adminAction("CREATE_POLICY_SET", "admin", {
      era: "C",
      purpose: "Puts a set of rules in force, for one server or for all.",
      input: adminWire.createPolicySetSchema,
      example: { serverId: null, dsl: DSL },
      run: async ({ caller }, { serverId, dsl }) => policySetRow(await policySets.create(caller, { serverId, dsl })),
    }),
    adminAction("GET_POLICY_SETS", "admin", {
      era: "C",
      purpose: "Lists sets, archived ones included. serverId null: those for all servers.",
      input: adminWire.getPolicySetsSchema,
      example: {},
      run: async ({ caller }, { serverId }) => ({
        policySets: (await policySets.list(caller, serverId)).map(policySetRow),
      }),
    }),
    adminAction("UPDATE_POLICY_SET", "admin", {
      era: "C",
      purpose: "Replaces a set's rules, archives it, or puts it in force again.",
      input: adminWire.updatePolicySetSchema,
      example: { id: "pst_1", status: "archived" },
      run: async ({ caller }, { id, dsl, status }) =>
        policySetRow(await policySets.update(caller, id, { dsl, status })),
    }),
    adminAction("DELETE_POLICY_SET", "admin", {
      era: "C",
      purpose: "Removes a set and its rules.",
      input: adminWire.policySetRefSchema,
      example: { id: "pst_1" },
      run: async ({ caller }, { id }) => policySetRow(await policySets.remove(caller, id)),
    }),
    adminAction("GET_EFFECTIVE_POLICY", "admin", {
      era: "C",
      purpose: "Active sets in the order in which they speak: those for the server first.",
      input: adminWire.getEffectivePolicySchema,
      example: { serverId: null },
      run: async ({ caller }, { serverId }) => ({
        policySets: (await policySets.effective(caller, serverId)).map(policySetRow),
      }),
    }),
  ];
}
