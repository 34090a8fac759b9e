import type { Clock } from "../../adapters/clock.ts";
import type { CoreError } from "../../errors.ts";
import type { ClientWatch } from "../clients/client-watch.ts";
import type { CoreEvent, EventBus } from "../events.ts";
import type { Log } from "../log.ts";
import type { SnapshotSource, WorkspaceSnapshot } from "../permissions/workspace-snapshot.ts";
import { isActive, isAnonymous, tokenHashOf } from "../principals/principal.ts";
import type { PrincipalStore } from "../principals/principal-store.ts";
import type { GatewayClient, ListKind, ListName, LiveSession, SessionPort } from "./gateway.ts";
import { CALLED_OFF, principalInactive, tokenRevoked } from "./rights-ended.ts";
import type { Scopes } from "./questions/scopes.ts";
import type { createSubscriptions, SessionSubscriptions } from "./subscriptions.ts";
import type { TaskWatchingOf, WatchedTasks } from "./tasks/watch-tasks.ts";
import { viewKey, type Views } from "./views.ts";

const LIST_OF: Record<ListKind, ListName> = {
  tool: "tools",
  resource: "resources",
  template: "resources",
  prompt: "prompts",
};

interface Session {
  client: GatewayClient;
  port: SessionPort;
  subscriptions: SessionSubscriptions;
  tasks: WatchedTasks;
  /** How people see it in their lists of sessions. */
  watched: Pick<LiveSession, "close"> | null;
}

interface WorkspaceSessions {
  /** What the sessions were last told about. */
  told: WorkspaceSnapshot;
  sessions: Set<Session>;
}

/** Comparisons between two turns of the event loop, so that a change with many sessions does not hold up calls. */
const COMPARISONS_PER_TURN = 8;

/** Which lists differ for this client between two snapshots. */
const changedLists = (
  views: Views,
  before: WorkspaceSnapshot,
  after: WorkspaceSnapshot,
  client: GatewayClient,
): ListName[] => {
  const old = views(before, client);
  const now = views(after, client);
  const changed = new Set<ListName>();
  for (const kind of Object.keys(LIST_OF) as ListKind[]) {
    if (old.shown(kind).fingerprint() !== now.shown(kind).fingerprint()) changed.add(LIST_OF[kind]);
  }
  return [...changed];
};

/**
 * The sessions and listen streams of this process. When a snapshot is replaced, each is told which of its lists
 * changed; when its credential is revoked or its principal disabled, it ends (A7).
 */
export function createLiveSessions(deps: {
  snapshots: SnapshotSource;
  views: Views;
  events: EventBus;
  principals: Pick<PrincipalStore, "findByHandle">;
  subscriptionsOf: ReturnType<typeof createSubscriptions>;
  tasksOf: TaskWatchingOf;
  scopes: Scopes;
  clients?: ClientWatch;
  clock: Clock;
  log: Log | undefined;
}) {
  const workspaces = new Map<string, WorkspaceSessions>();

  const close = (session: Session): void => {
    const { workspaceId } = session.client.caller.principal;
    const workspace = workspaces.get(workspaceId);
    if (!workspace?.sessions.delete(session)) return;
    session.subscriptions.close();
    session.tasks.close();
    session.watched?.close();
    deps.scopes.close(session.client);
    if (workspace.sessions.size === 0) workspaces.delete(workspaceId);
  };

  const end = (session: Session, why?: CoreError): void => {
    close(session);
    session.port.end(why);
  };

  const tellChanges = async (workspaceId: string): Promise<void> => {
    const workspace = workspaces.get(workspaceId);
    if (!workspace) return;
    const before = workspace.told;
    const after = deps.snapshots.current(workspaceId);
    workspace.told = after;
    const known = new Map<string, ListName[]>();
    for (const session of workspace.sessions) {
      if (after.anonymousRatePerMinute === null && isAnonymous(session.client.caller)) {
        end(session);
        continue;
      }
      const key = viewKey(session.client);
      let changed = known.get(key);
      if (!changed) {
        if (known.size % COMPARISONS_PER_TURN === COMPARISONS_PER_TURN - 1)
          await new Promise((resume) => setImmediate(resume));
        known.set(key, (changed = changedLists(deps.views, before, after, session.client)));
      }
      session.subscriptions.recheck();
      session.tasks.recheck();
      if (changed.length > 0 && workspace.sessions.has(session)) session.port.listChanged(changed);
    }
  };

  const checkPrincipal = async (workspaceId: string, principalId: string): Promise<void> => {
    const affected = [...(workspaces.get(workspaceId)?.sessions ?? [])].filter(
      ({ client }) => client.caller.principal.id === principalId,
    );
    const handle = affected[0]?.client.caller.principal.handle;
    if (handle === undefined) return;
    // What cannot be read is treated as gone: the client opens a new session or is refused.
    const found = await deps.principals.findByHandle(workspaceId, handle).catch(() => undefined);
    const isGood = found?.id === principalId && isActive(found, deps.clock.now());
    for (const session of affected) {
      if (!isGood) {
        end(session, found === undefined ? undefined : principalInactive(CALLED_OFF));
        continue;
      }
      session.client = { ...session.client, caller: { ...session.client.caller, principal: found } };
      session.tasks.recheck();
    }
  };

  const react = (event: CoreEvent): Promise<void> | undefined => {
    if (event.type === "snapshot.replaced") return tellChanges(event.workspaceId);
    if (event.type === "principals.changed") return checkPrincipal(event.workspaceId, event.principalId);
    if (event.type === "token.revoked") {
      for (const session of workspaces.get(event.workspaceId)?.sessions ?? [])
        if (tokenHashOf(session.client.caller.credential) === event.tokenHash) end(session, tokenRevoked(CALLED_OFF));
    }
    return undefined;
  };

  const unsubscribe = deps.events.subscribe((event) => {
    react(event)?.catch((error: unknown) =>
      deps.log?.error({ err: error, event: event.type }, "live sessions could not follow a change"),
    );
  });

  return {
    open(client: GatewayClient, port: SessionPort): LiveSession {
      const { workspaceId } = client.caller.principal;
      let workspace = workspaces.get(workspaceId);
      if (!workspace)
        workspaces.set(workspaceId, (workspace = { told: deps.snapshots.current(workspaceId), sessions: new Set() }));
      const subscriptions = deps.subscriptionsOf(() => session.client, port);
      const tasks = deps.tasksOf(() => session.client, port);
      const session: Session = { client, port, subscriptions, tasks, watched: null };
      workspace.sessions.add(session);
      deps.scopes.open(client, () => session.client, port);
      session.watched = deps.clients?.opened(client, () => end(session)) ?? null;
      return {
        close: () => close(session),
        subscribe: subscriptions.subscribe,
        unsubscribe: subscriptions.unsubscribe,
        watchTask: tasks.watch,
        update: (changed) => void (session.client = changed),
      };
    },
    close() {
      unsubscribe();
      for (const { sessions } of workspaces.values()) for (const session of sessions) end(session);
    },
  };
}
