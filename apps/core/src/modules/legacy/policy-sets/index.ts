import { isDeepStrictEqual } from "node:util";
import { adminWire, serverIdSchema } from "@peta/contract";
import type { RuleSource } from "@peta/policy";
import type { Clock } from "../../../adapters/clock.ts";
import { CoreError } from "../../../errors.ts";
import type { AuditRecorder } from "../../audit/audit-entry.ts";
import { requireAdministrator } from "../../audit/require-administrator.ts";
import type { PermissionsModule } from "../../permissions/index.ts";
import type { Caller } from "../../principals/principal.ts";
import { translateSets } from "../policy-dsl/translate-sets.ts";
import type { LegacyServers } from "../servers/index.ts";
import type { LegacyPolicySet, LegacyPolicySetStore } from "./legacy-policy-set.ts";
import { isInForce, mergeRules } from "./merge-rules.ts";

export type { LegacyPolicySet, LegacyPolicySetStore } from "./legacy-policy-set.ts";

export interface LegacyPolicySetsDeps {
  store: LegacyPolicySetStore;
  permissions: Pick<PermissionsModule, "getPolicySet" | "savePolicySet">;
  servers: Pick<LegacyServers, "list">;
  audit: AuditRecorder;
  clock: Clock;
  newId: (prefix: string) => string;
}

export interface ShownPolicySet extends LegacyPolicySet {
  /** False: its rules were changed or removed in the Console since. */
  isInForce: boolean;
}

const ATTEMPTS = 5;
const notFound = (): CoreError => new CoreError("policy.not_found", "There is no policy set with this id.");

/** Throws input.invalid and says where the set does not fit. */
function readDsl(dsl: unknown): adminWire.LegacyDsl {
  const parsed = adminWire.legacyDslSchema.safeParse(dsl);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new CoreError("input.invalid", `dsl${issue ? `.${issue.path.join(".")}: ${issue.message}` : " does not fit"}`);
}

/**
 * Policy sets of the legacy language. Each is kept as its author wrote it, and put in force by translating it into
 * rules of the workspace's policy set, which alone decides: the Console shows and edits them like any other.
 * Everything throws auth.forbidden; changes throw input.invalid and policy.invalid for what cannot be said in our rules.
 */
export function createLegacyPolicySets(deps: LegacyPolicySetsDeps) {
  const { store, permissions } = deps;

  const translate = async (actor: Caller, sets: readonly LegacyPolicySet[]): Promise<RuleSource[]> => {
    const slugs = new Map((await deps.servers.list(actor)).map(({ legacyId, server }) => [legacyId, server.serverId]));
    return translateSets(
      sets
        .filter(({ status }) => status === "active")
        .map(({ id, serverId, version, source }) => ({
          id,
          version,
          // A server that is not there yet will have the id that it is called by.
          serverId: serverId === null ? null : (slugs.get(serverId) ?? serverId),
          dsl: readDsl(JSON.parse(source)),
        })),
    );
  };

  const show = async (actor: Caller, sets: readonly LegacyPolicySet[]): Promise<ShownPolicySet[]> => {
    const all = await store.list(actor.principal.workspaceId);
    const [{ rules }, translated] = await Promise.all([permissions.getPolicySet(actor), translate(actor, all)]);
    return sets.map((set) => ({ ...set, isInForce: isInForce(set.id, rules, translated) }));
  };

  /** Puts the sets in force as they are to be. Somebody else may save at the same moment: then once more. */
  const putInForce = async (actor: Caller, sets: readonly LegacyPolicySet[], changedId: string): Promise<void> => {
    const translated = await translate(actor, sets);
    for (let attempt = 1; ; attempt++) {
      const { version, rules: current } = await permissions.getPolicySet(actor);
      const rules = mergeRules(current, translated, changedId);
      if (isDeepStrictEqual(rules, current)) return;
      try {
        await permissions.savePolicySet(actor, { version, rules });
        return;
      } catch (error) {
        const newest = await permissions.getPolicySet(actor);
        if (newest.version === version || attempt === ATTEMPTS) throw error;
      }
    }
  };

  const nextVersion = (sets: readonly LegacyPolicySet[], serverId: string | null): number =>
    1 + Math.max(0, ...sets.filter((set) => set.serverId === serverId).map(({ version }) => version));

  const requireServerId = async (actor: Caller, serverId: string | null): Promise<void> => {
    if (serverId === null || serverIdSchema.safeParse(serverId).success) return;
    if (!(await deps.servers.list(actor)).some(({ legacyId }) => legacyId === serverId))
      throw new CoreError("input.invalid", `There is no server "${serverId}".`);
  };

  /** Changes of one workspace follow each other, so that two sets do not get one version. */
  const queues = new Map<string, Promise<unknown>>();
  const inTurn = <T>({ principal }: Caller, run: () => Promise<T>): Promise<T> => {
    const next = (queues.get(principal.workspaceId) ?? Promise.resolve()).catch(() => {}).then(run);
    queues.set(principal.workspaceId, next);
    return next;
  };

  /**
   * The rules are saved before the source: a crash in between leaves rules that the Console shows, not a set that
   * claims to be in force.
   */
  const apply = async (actor: Caller, sets: readonly LegacyPolicySet[], changed: LegacyPolicySet) => {
    await putInForce(actor, [...sets.filter(({ id }) => id !== changed.id), changed], changed.id);
    await store.save(actor.principal.workspaceId, changed);
    return { ...changed, isInForce: true };
  };

  return {
    /** `serverId` undefined: all sets; null: those for every server. */
    async list(actor: Caller, serverId?: string | null): Promise<ShownPolicySet[]> {
      await requireAdministrator(deps, actor, "policy.list");
      const sets = await store.list(actor.principal.workspaceId);
      return show(actor, serverId === undefined ? sets : sets.filter((set) => set.serverId === serverId));
    },

    /** Active sets in the order in which they speak. */
    async effective(actor: Caller, serverId: string | null): Promise<ShownPolicySet[]> {
      await requireAdministrator(deps, actor, "policy.list");
      const active = (await store.list(actor.principal.workspaceId)).filter(({ status }) => status === "active");
      const newestFirst = active.toSorted((a, b) => b.version - a.version);
      const own = serverId === null ? [] : newestFirst.filter((set) => set.serverId === serverId);
      return show(actor, [...own, ...newestFirst.filter((set) => set.serverId === null)]);
    },

    create: (actor: Caller, input: { serverId: string | null; dsl: unknown }): Promise<ShownPolicySet> =>
      inTurn(actor, async () => {
        await requireAdministrator(deps, actor, "policy.save");
        readDsl(input.dsl);
        await requireServerId(actor, input.serverId);
        const sets = await store.list(actor.principal.workspaceId);
        const now = deps.clock.now();
        return apply(actor, sets, {
          id: deps.newId("pst"),
          serverId: input.serverId,
          version: nextVersion(sets, input.serverId),
          status: "active",
          source: JSON.stringify(input.dsl),
          createdAt: now,
          updatedAt: now,
        });
      }),

    /** A new source gets the next version. Throws policy.not_found. */
    update: (
      actor: Caller,
      id: string,
      change: { dsl?: unknown; status?: LegacyPolicySet["status"] | undefined },
    ): Promise<ShownPolicySet> =>
      inTurn(actor, async () => {
        await requireAdministrator(deps, actor, "policy.save");
        const sets = await store.list(actor.principal.workspaceId);
        const before = sets.find((set) => set.id === id);
        if (!before) throw notFound();
        if (change.dsl !== undefined) readDsl(change.dsl);
        return apply(actor, sets, {
          ...before,
          ...(change.dsl !== undefined && {
            source: JSON.stringify(change.dsl),
            version: nextVersion(sets, before.serverId),
          }),
          ...(change.status && { status: change.status }),
          updatedAt: deps.clock.now(),
        });
      }),

    /** Throws policy.not_found. */
    remove: (actor: Caller, id: string): Promise<ShownPolicySet> =>
      inTurn(actor, async () => {
        await requireAdministrator(deps, actor, "policy.save");
        const { workspaceId } = actor.principal;
        const sets = await store.list(workspaceId);
        const [before] = await show(
          actor,
          sets.filter((set) => set.id === id),
        );
        if (!before) throw notFound();
        await putInForce(
          actor,
          sets.filter((set) => set.id !== id),
          id,
        );
        await store.remove(workspaceId, id);
        return before;
      }),
  };
}
