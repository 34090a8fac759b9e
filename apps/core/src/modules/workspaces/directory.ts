import type { Clock } from "../../adapters/clock.ts";
import type { EventBus } from "../events.ts";
import type { Log } from "../log.ts";
import type { WorkspaceStore } from "./workspace-store.ts";

const RETRY_AFTER_MS = 1_000;

/** The workspaces that this process serves. */
export interface WorkspaceDirectory {
  /** Oldest first. */
  ids(): readonly string[];
  /** The installation's first workspace; undefined while nothing is set up. */
  first(): string | undefined;
  /** Of those that are open. */
  bySlug(slug: string): string | undefined;
  /** Opens every workspace that is stored. Rejects when one cannot be read. */
  start(): Promise<void>;
  /** Reads what the workspace needs in memory; when it resolves, its first request is answered. */
  open(workspaceId: string): Promise<void>;
  close(): void;
}

/**
 * The one place that knows how a workspace comes alive: whatever keeps something of each workspace in memory is an
 * opener. A workspace that another process created is opened when its event arrives.
 */
export function createWorkspaceDirectory(deps: {
  store: Pick<WorkspaceStore, "listIds" | "find">;
  /** Each reads its part of a workspace. */
  openers: readonly ((workspaceId: string) => Promise<void>)[];
  events: EventBus;
  clock: Clock;
  log: Log;
}): WorkspaceDirectory {
  const ids: string[] = [];
  // A slug is never changed, so that each is read once.
  const slugs = new Map<string, string>();
  const opening = new Map<string, Promise<void>>();
  let isClosed = false;

  const openNow = async (workspaceId: string): Promise<void> => {
    const [{ slug }] = await Promise.all([
      deps.store.find(workspaceId),
      ...deps.openers.map((open) => open(workspaceId)),
    ]);
    slugs.set(slug, workspaceId);
    if (!ids.includes(workspaceId)) ids.push(workspaceId);
  };
  const open = (workspaceId: string): Promise<void> => {
    let promise = opening.get(workspaceId);
    if (!promise) {
      promise = openNow(workspaceId).finally(() => opening.delete(workspaceId));
      opening.set(workspaceId, promise);
    }
    return promise;
  };
  const openInBackground = (workspaceId: string): void => {
    open(workspaceId).catch((error: unknown) => {
      if (isClosed) return;
      deps.log.error({ err: error, workspaceId }, "a new workspace could not be read yet");
      deps.clock.after(RETRY_AFTER_MS, () => isClosed || openInBackground(workspaceId));
    });
  };
  const unsubscribe = deps.events.subscribe((event) => {
    if (event.type === "workspaces.changed" && !ids.includes(event.workspaceId)) openInBackground(event.workspaceId);
  });

  return {
    ids: () => ids,
    first: () => ids[0],
    bySlug: (slug) => slugs.get(slug),
    async start() {
      const stored = await deps.store.listIds();
      await Promise.all(stored.map(open));
      ids.sort((a, b) => stored.indexOf(a) - stored.indexOf(b));
    },
    open,
    close() {
      isClosed = true;
      unsubscribe();
    },
  };
}
