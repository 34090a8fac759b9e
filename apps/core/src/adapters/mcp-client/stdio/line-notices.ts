import type { ServerNotification } from "../../../modules/servers/server-link.ts";
import type { Clock } from "../../clock.ts";
import { ACKNOWLEDGED, honoured, isAbout, listenFilter, type NamedNotices } from "../listen-filter.ts";
import type { RpcChannel } from "../rpc-channel.ts";

/** How long a server may take to say what it will tell of. */
const ANSWER_MS = 5_000;
/** 24 days: what a timer of Node can hold. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** A modern server tells changes only to whoever listens (2026-07-28, subscriptions/listen). */
export function createLineNotices(deps: {
  channel: RpcChannel;
  clock: Clock;
  /** Told of in any case. */
  lists: Record<string, true> | null;
  field: NamedNotices;
  prepare: (params: Record<string, unknown>, id: number) => Record<string, unknown>;
}) {
  const { lists, field } = deps;
  let names: readonly string[] = [];
  let told: readonly string[] = [];
  let lastId = 0;
  let current = new AbortController();
  let listening: Promise<void> | null = null;
  let isStale = false;
  let acknowledged: (() => void) | null = null;

  const open = (signal: AbortSignal): void => {
    const notifications = listenFilter(lists, field, names);
    // A refusal or the end of the process leaves the connection without notices, which it can do without.
    deps.channel
      .request("subscriptions/listen", { timeoutMs: LONGEST_TIMER_MS, signal }, (id) =>
        deps.prepare({ notifications }, (lastId = id)),
      )
      .catch(() => {})
      .finally(() => signal === current.signal && acknowledged?.());
  };

  /** One subscription takes the place of another, which goes on until the new one has begun: no update falls between. */
  const listenAnew = async (): Promise<void> => {
    while (isStale) {
      isStale = false;
      told = [];
      const before = current;
      const next = (current = new AbortController());
      if (lists !== null || names.length > 0)
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
    /** The whole set takes the place of the one before. Resolves when the server has answered, or is slow to. */
    watch(wanted: readonly string[]): Promise<void> {
      names = wanted;
      isStale = true;
      listening ??= listenAnew().finally(() => {
        listening = null;
      });
      return listening;
    },
    /** The names that the server has agreed to tell of. */
    get told(): readonly string[] {
      return told;
    },
    /** Hears every notification of the line. */
    hear({ method, params }: ServerNotification): void {
      if (method !== ACKNOWLEDGED || !isAbout(params, lastId)) return;
      told = honoured(params, field);
      acknowledged?.();
    },
  };
}
