import { isObject } from "../../../modules/json.ts";
import type { ServerNotification } from "../../../modules/servers/server-link.ts";
import type { Clock } from "../../clock.ts";
import { listChangeFilter } from "../list-changes.ts";
import type { RpcChannel } from "../rpc-channel.ts";

/** How long a server may take to say what it will tell of. */
const ANSWER_MS = 5_000;
/** 24 days: what a timer of Node can hold. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** A modern server tells changes only to whoever listens (2026-07-28, subscriptions/listen). */
export function createLineNotices(deps: {
  channel: RpcChannel;
  clock: Clock;
  capabilities: Record<string, unknown>;
  prepare: (params: Record<string, unknown>, id: number) => Record<string, unknown>;
}) {
  const lists = listChangeFilter(deps.capabilities);
  let resources: readonly string[] = [];
  let current = new AbortController();
  let listening: Promise<void> | null = null;
  let isStale = false;
  let acknowledged: (() => void) | null = null;

  const open = (signal: AbortSignal): void => {
    const notifications = { ...lists, ...(resources.length > 0 && { resourceSubscriptions: resources }) };
    // A refusal or the end of the process leaves the connection without notices, which it can do without.
    deps.channel
      .request("subscriptions/listen", { timeoutMs: LONGEST_TIMER_MS, signal }, (id) =>
        deps.prepare({ notifications }, id),
      )
      .catch(() => {})
      .finally(() => signal === current.signal && acknowledged?.());
  };

  /** One subscription takes the place of another, which goes on until the new one has begun: no update falls between. */
  const listenAnew = async (): Promise<void> => {
    while (isStale) {
      isStale = false;
      const before = current;
      const next = (current = new AbortController());
      if (lists !== null || resources.length > 0)
        await new Promise<void>((resolve) => {
          const cancel = deps.clock.after(ANSWER_MS, resolve);
          acknowledged = () => (cancel(), resolve());
          open(next.signal);
        });
      acknowledged = null;
      before.abort();
    }
  };

  return {
    start(): void {
      if (lists !== null) open(current.signal);
    },
    /** See ServerConnection.watch. */
    watch(uris: readonly string[]): Promise<void> {
      resources = uris;
      isStale = true;
      listening ??= listenAnew().finally(() => {
        listening = null;
      });
      return listening;
    },
    /** Hears every notification of the line; true: it was about listening itself. */
    hear({ method, params }: ServerNotification): boolean {
      if (method !== "notifications/subscriptions/acknowledged") return false;
      if (isObject(params)) acknowledged?.();
      return true;
    },
  };
}
