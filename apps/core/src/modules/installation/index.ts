import type { AuditOutcome, Status } from "@peta/contract";
import type { Clock } from "../../adapters/clock.ts";
import { iso } from "../iso-time.ts";
import { createAttemptLimit } from "../principals/attempt-limit.ts";
import type { Caller } from "../principals/principal.ts";
import { createSetUp, type SetUpDeps } from "./set-up.ts";

/** Of some workspaces, in this process. */
export interface ServerCounts {
  total: number;
  online: number;
  /** They start with the next call. */
  sleeping: number;
}

export interface InstallationDeps extends Omit<SetUpDeps, "attempts"> {
  clock: Clock;
  version: string;
  database: "embedded" | "external";
  /** URL of `/mcp`, known once Core listens. */
  endpoint: () => string;
  snapshotVersion: (workspaceId: string) => string;
  countServers: (workspaceId: string) => ServerCounts;
  countSessions: (workspaceId: string) => number;
  countCalls: (workspaceId: string) => Promise<Record<AuditOutcome, number>>;
}

/** The installation itself: first set-up and its state. */
export function createInstallationModule(deps: InstallationDeps) {
  const { clock, store } = deps;
  const startedAt = clock.now();
  // Once true it stays true, so that no request pays a read for it.
  let isSetUp = false;
  const readIsSetUp = async (): Promise<boolean> => (isSetUp ||= await store.isSetUp());
  const setUp = createSetUp({ ...deps, attempts: createAttemptLimit(deps) });

  return {
    isSetUp: readIsSetUp,

    async setUp(...input: Parameters<typeof setUp>) {
      const created = await setUp(...input);
      isSetUp = true;
      return created;
    },

    publicStatus: async () => ({ isSetUp: await readIsSetUp(), product: "peta" as const, version: deps.version }),

    async status(caller: Caller): Promise<Status> {
      const { workspaceId } = caller.principal;
      const [workspace, principals, calls, isReachable] = await Promise.all([
        store.findWorkspace(workspaceId),
        store.countPrincipals(workspaceId),
        deps.countCalls(workspaceId),
        store.isReachable(),
      ]);
      const servers = deps.countServers(workspaceId);
      return {
        isSetUp: true,
        product: "peta",
        version: deps.version,
        workspace: { slug: workspace.slug, name: workspace.name },
        startedAt: iso(startedAt),
        uptimeSeconds: Math.floor((clock.now() - startedAt) / 1000),
        endpoint: deps.endpoint(),
        database: { kind: deps.database, reachable: isReachable },
        snapshotVersion: deps.snapshotVersion(workspaceId),
        counts: {
          servers: servers.total,
          serversOnline: servers.online,
          serversSleeping: servers.sleeping,
          persons: principals.persons,
          agents: principals.agents,
          sessions: deps.countSessions(workspaceId),
          calls24h: Object.values(calls).reduce((sum, count) => sum + count, 0),
          denied24h: calls.denied,
          failed24h: calls.failed,
        },
      };
    },
  };
}

export type InstallationModule = ReturnType<typeof createInstallationModule>;
