import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { Log } from "../log.ts";
import type { LegacyLog, LogEntry } from "./log.ts";
import type { LegacyProxies, LegacyProxyStore, StoredProxy } from "./proxy.ts";

/** Port: sends JSON to an address of an owner's choice, without following redirects. Rejects when it was not taken. */
export type PostJson = (url: string, body: unknown) => Promise<void>;

const EVERY_MS = 5 * 60_000;
const ROWS_PER_REQUEST = 1000;
const REQUESTS_PER_TURN = 20;

export interface PushLogDeps {
  store: LegacyProxyStore;
  openUrl: LegacyProxies["openUrl"];
  readLog: LegacyLog["read"];
  post: PostJson;
  /** Records as the wire writes them. */
  toRows: (workspaceId: string, entries: readonly LogEntry[]) => Promise<readonly unknown[]>;
  clock: Clock;
  log: Pick<Log, "warn">;
}

/**
 * Sends new audit records to the address that an owner set, every five minutes and once more when it fails; what was
 * not taken is sent next time. At least once: a crash between sending and noting it sends some records twice.
 */
export function createPushLog(deps: PushLogDeps) {
  let cancelTimer = (): void => {};
  let turn: Promise<void> = Promise.resolve();
  let isClosed = false;

  const send = async (url: string, logs: readonly unknown[]): Promise<void> => {
    const body = {
      logs,
      count: logs.length,
      timestamp: Math.floor(deps.clock.now() / 1000),
    };
    await deps.post(url, body).catch(() => deps.post(url, body));
  };

  const pushOne = async (proxy: StoredProxy): Promise<void> => {
    const url = deps.openUrl(proxy);
    if (url === null) return;
    let after = proxy.lastSyncedLogId;
    for (let request = 0; request < REQUESTS_PER_TURN; request++) {
      if (isClosed) return;
      const entries = await deps.readLog(proxy.workspaceId, after + 1, ROWS_PER_REQUEST);
      const last = entries.at(-1);
      if (!last) return;
      await send(url, await deps.toRows(proxy.workspaceId, entries));
      await deps.store.update(proxy.workspaceId, { lastSyncedLogId: last.id });
      after = last.id;
      if (entries.length < ROWS_PER_REQUEST) return;
    }
  };

  const push = async (): Promise<void> => {
    for (const proxy of await deps.store.listWithWebhook())
      await pushOne(proxy).catch((error: unknown) =>
        // The address is a secret: an error of the connection may quote it.
        deps.log.warn(
          { workspaceId: proxy.workspaceId, code: error instanceof CoreError ? error.code : "failed" },
          "audit records could not be sent to the log webhook; they are sent with the next",
        ),
      );
  };

  const schedule = (): void => {
    cancelTimer = deps.clock.after(EVERY_MS, () => {
      turn = push()
        .catch((error: unknown) => deps.log.warn({ err: error }, "log webhooks could not be read"))
        .finally(() => isClosed || schedule());
    });
  };

  return {
    push,
    start: schedule,
    async close(): Promise<void> {
      isClosed = true;
      cancelTimer();
      await turn;
    },
  };
}
