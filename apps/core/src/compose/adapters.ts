import { createDb } from "@peta/db";
import { createArgon2Hasher } from "../adapters/argon2.ts";
import { systemClock } from "../adapters/clock.ts";
import { checkMasterKey, createVault, hashToken, loadMasterKey, newId } from "../adapters/crypto/index.ts";
import { createLocalEventBus } from "../adapters/event-bus.ts";
import { createAccountStore } from "../adapters/prisma/account-store.ts";
import { createConsoleSessionStore } from "../adapters/prisma/console-session-store.ts";
import { guardConnection } from "../adapters/prisma/guard-connection.ts";
import { createInstallationStore } from "../adapters/prisma/installation-store.ts";
import { createPermissionStore } from "../adapters/prisma/permission-store.ts";
import { createPrincipalStore } from "../adapters/prisma/principal-store.ts";
import { createSettingStore } from "../adapters/prisma/setting-store.ts";
import { createTokenStore } from "../adapters/prisma/token-store.ts";
import type { ComposeOptions } from "./options.ts";

/** The outside that several modules share: time, keys, database, events. Throws vault.key_mismatch, database.unavailable. */
export async function createAdapters({ config, databaseUrl, log }: ComposeOptions) {
  const clock = systemClock;
  const vault = createVault(
    loadMasterKey({ dataDir: config.dataDir, fromEnvironment: config.secrets.masterKey ?? undefined }),
  );
  let isStopping = false;
  const db = createDb(databaseUrl, {
    onError: (error) => isStopping || log.warn({ err: error }, "an idle database connection broke"),
  });
  const prisma = guardConnection(db.prisma);
  await checkMasterKey(createSettingStore({ prisma }), vault);
  return {
    log,
    clock,
    vault,
    prisma,
    pool: db.pool,
    events: createLocalEventBus((error, event) =>
      log.error({ err: error, event: event.type }, "an event's subscriber failed"),
    ),
    passwords: createArgon2Hasher(),
    installationStore: createInstallationStore({ prisma }),
    principalStore: createPrincipalStore({ prisma, now: () => clock.now() }),
    permissionStore: createPermissionStore({ prisma, newId }),
    accounts: createAccountStore({ prisma }),
    tokens: createTokenStore({ prisma }),
    sessions: createConsoleSessionStore({ prisma, clock, hashSecret: hashToken }),
    /** Core stops: a connection that breaks from here on is no news. */
    stopping() {
      isStopping = true;
    },
    isStopping: () => isStopping,
    close: db.close,
  };
}

export type Adapters = Awaited<ReturnType<typeof createAdapters>>;
