import { randomBytes } from "node:crypto";
import { hashToken } from "../adapters/crypto/index.ts";
import { createMcpSessionStore } from "../adapters/prisma/session-store.ts";
import { createStreamEventStore } from "../adapters/prisma/stream-event-store.ts";
import { createSessionsModule, DEFAULT_SESSIONS_LIMITS } from "../modules/sessions/index.ts";
import { DEFAULT_MCP_LIMITS } from "../surfaces/mcp/index.ts";
import type { Adapters } from "./adapters.ts";

/** MCP sessions on the database. Its `close` comes after the surfaces have let them go. */
export const createSessionParts = ({ prisma, pool, vault, clock, log }: Adapters) =>
  createSessionsModule({
    store: createMcpSessionStore({ prisma, pool }),
    events: createStreamEventStore({ prisma, pool }),
    vault,
    clock,
    log,
    hashId: hashToken,
    newStreamId: () => randomBytes(9).toString("base64url"),
    limits: { ...DEFAULT_SESSIONS_LIMITS, idleMs: DEFAULT_MCP_LIMITS.sessionIdleMs },
  });
