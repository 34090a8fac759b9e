import { randomBytes } from "node:crypto";
import type { Clock } from "../../../adapters/clock.ts";
import { createVault } from "../../../adapters/crypto/index.ts";
import { createSessionsModule, DEFAULT_SESSIONS_LIMITS, type SessionsLimits } from "../index.ts";
import { createMemorySessionStores } from "./memory-session-store.ts";

const ROOT_KEY = Buffer.alloc(32, 7);

export type SessionStores = ReturnType<typeof createMemorySessionStores>;

/** The sessions module on stores in memory. @param stores what an earlier process left */
export function createTestSessions(deps: {
  clock: Clock;
  hashId: (sessionId: string) => string;
  stores?: SessionStores | undefined;
  limits?: Partial<SessionsLimits>;
  warned?: string[];
}) {
  const stores = deps.stores ?? createMemorySessionStores();
  const note = (_detail: object, message: string): void => void deps.warned?.push(message);
  const sessions = createSessionsModule({
    store: stores.store,
    events: stores.events,
    vault: createVault(ROOT_KEY),
    clock: deps.clock,
    log: { debug: note, info: note, warn: note, error: note },
    hashId: deps.hashId,
    newStreamId: () => randomBytes(9).toString("base64url"),
    limits: { ...DEFAULT_SESSIONS_LIMITS, ...deps.limits },
  });
  return { sessions, stores };
}
