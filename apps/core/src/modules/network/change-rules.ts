import type { addIpRuleInputSchema, IpRuleView, removeIpRuleInputSchema } from "@peta/contract";
import type { z } from "zod";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { EventBus } from "../events.ts";
import { iso } from "../iso-time.ts";
import type { Caller } from "../principals/principal.ts";
import { formatRange, parseRange } from "./address-range.ts";
import { compileAddressRules } from "./address-rules.ts";
import type { NetworkState } from "./network-state.ts";
import type { IpRuleRecord, NetworkStore } from "./network-store.ts";

/** More are a list that nobody reads; every new address is compared with all of them. */
const MAX_RULES = 1_000;

export interface ChangeRulesDeps {
  store: NetworkStore;
  state: NetworkState;
  audit: AuditRecorder;
  events: EventBus;
  clock: Clock;
  newId: (prefix: string) => string;
}

export const toIpRuleView = (rule: IpRuleRecord): IpRuleView => ({
  ruleId: rule.id,
  range: rule.range,
  note: rule.note,
  createdAt: iso(rule.createdAt),
  createdBy: rule.createdByHandle,
});

/** A range as it is stored. Throws network.rule_invalid. */
export function requireRange(text: string): string {
  const range = parseRange(text);
  if (!range)
    throw new CoreError(
      "network.rule_invalid",
      `"${text.slice(0, 64)}" is no address and no range. Write 192.0.2.7, 192.0.2.0/24, 2001:db8::1 or 2001:db8::/32, without a zone.`,
    );
  return formatRange(range);
}

const wouldShutOut = (ipAddress: string | null): CoreError =>
  new CoreError(
    "network.rule_invalid",
    ipAddress === null
      ? "Core cannot tell your own address, so these rules may shut you out. Say that this is meant (lockMeOut, --lock-me-out)."
      : `These rules would shut out your own address, ${ipAddress}. Add a rule for it first, or say that this is meant (lockMeOut, --lock-me-out).`,
  );

interface Change {
  add: readonly { range: string; note: string | null }[];
  remove: readonly IpRuleRecord[];
  lockMeOut: boolean;
}

/**
 * Changes the address rules of the caller's workspace. Resolves when the change is in force: what is open from an
 * address that may no longer come is ended. A change that would shut out whoever makes it is refused unless they say
 * that it is meant. Throws auth.forbidden, network.rule_invalid, network.rule_not_found.
 */
export function createChangeRules(deps: ChangeRulesDeps) {
  const apply = async (actor: Caller, action: string, before: IpRuleRecord[], change: Change): Promise<void> => {
    const { workspaceId, id } = actor.principal;
    const kept = before.filter((rule) => !change.remove.includes(rule)).map(({ range }) => range);
    const after = [...new Set([...kept, ...change.add.map(({ range }) => range)])];
    if (after.length > MAX_RULES)
      throw new CoreError("network.rule_invalid", `A workspace has ${MAX_RULES} address rules at most.`);
    if (!change.lockMeOut && !compileAddressRules(after).allows(actor.ipAddress)) throw wouldShutOut(actor.ipAddress);
    const detail = {
      added: change.add,
      removed: change.remove.map(({ range }) => range),
      after: after.length === 0 ? "every address" : after,
    };
    const createdAt = deps.clock.now();
    await recordAction(deps, actor, action, detail, async () => {
      await deps.store.changeRules(workspaceId, {
        add: change.add.map((rule) => ({ id: deps.newId("ipr"), createdAt, ...rule })),
        removeIds: change.remove.map((rule) => rule.id),
        createdById: id,
      });
    });
    await deps.state.refresh(workspaceId);
    deps.events.publish({ type: "network.changed", workspaceId });
  };

  return {
    async addRule(actor: Caller, input: z.output<typeof addIpRuleInputSchema>): Promise<IpRuleView> {
      await requireAdministrator(deps, actor, "network.rule_add");
      const { workspaceId } = actor.principal;
      const range = requireRange(input.range);
      const before = await deps.store.listRules(workspaceId);
      const note = input.note || null;
      await apply(actor, "network.rule_add", before, {
        add: [{ range, note }],
        remove: [],
        lockMeOut: input.lockMeOut,
      });
      const saved = (await deps.store.listRules(workspaceId)).find((rule) => rule.range === range);
      if (!saved) throw new Error("the address rule vanished");
      return toIpRuleView(saved);
    },

    async removeRule(actor: Caller, input: z.output<typeof removeIpRuleInputSchema>): Promise<void> {
      await requireAdministrator(deps, actor, "network.rule_remove");
      const before = await deps.store.listRules(actor.principal.workspaceId);
      const rule = before.find(({ id }) => id === input.ruleId);
      if (!rule)
        throw new CoreError(
          "network.rule_not_found",
          "There is no such address rule in this workspace. `peta network rules` lists them.",
        );
      await apply(actor, "network.rule_remove", before, { add: [], remove: [rule], lockMeOut: input.lockMeOut });
    },

    /** Makes `ranges` the whole list, in one step. What is in it already keeps its note. */
    async replaceRules(actor: Caller, ranges: readonly string[], { lockMeOut = false } = {}): Promise<IpRuleView[]> {
      await requireAdministrator(deps, actor, "network.rules_replace");
      const { workspaceId } = actor.principal;
      const wanted = new Set(ranges.map(requireRange));
      const before = await deps.store.listRules(workspaceId);
      const add = [...wanted].filter((range) => !before.some((rule) => rule.range === range));
      await apply(actor, "network.rules_replace", before, {
        add: add.map((range) => ({ range, note: null })),
        remove: before.filter((rule) => !wanted.has(rule.range)),
        lockMeOut,
      });
      return (await deps.store.listRules(workspaceId)).map(toIpRuleView);
    },
  };
}
