import type { Role } from "@peta/contract";
import { TestClock } from "../../../adapters/clock.ts";
import { createLocalEventBus } from "../../../adapters/event-bus.ts";
import type { AuditEntry } from "../../audit/audit-entry.ts";
import type { CoreEvent } from "../../events.ts";
import { createPrincipalsModule } from "../index.ts";
import type { Caller, Principal } from "../principal.ts";
import {
  createMemoryAccountStore,
  createMemoryConsoleSessionStore,
  createMemoryPasswordHasher,
  createMemoryPrincipalStore,
  createMemoryTokenStore,
  emptyRows,
} from "./memory-stores.ts";

export const WORKSPACE = "wsp_1";

/** The principals module over twins of its ports, with an owner "ada", an admin "bea", a user "cem" and agent "bot" of cem. */
export function createPrincipalsWorld() {
  const rows = emptyRows();
  const clock = new TestClock();
  const audit: AuditEntry[] = [];
  const events: CoreEvent[] = [];
  const bus = createLocalEventBus((error) => {
    throw error;
  });
  bus.subscribe((event) => events.push(event));
  const tokens = createMemoryTokenStore(rows);
  const passwords = createMemoryPasswordHasher();
  let serial = 0;
  const module = createPrincipalsModule({
    principals: createMemoryPrincipalStore(rows, () => clock.now()),
    tokens,
    accounts: createMemoryAccountStore(rows),
    sessions: createMemoryConsoleSessionStore(rows, () => clock.now()),
    passwords,
    audit: { record: async (entry) => void audit.push(entry) },
    events: bus,
    clock,
    make: {
      newId: (prefix) => `${prefix}_${++serial}`,
      newToken: () => `peta_secret${++serial}`,
      hashToken: (token) => `sha(${token})`,
    },
    workspaceName: async () => ({ slug: "main", name: "Main" }),
    workspaceOfStrangers: () => WORKSPACE,
    isAddressAllowed: () => true,
  });
  const seed = (handle: string, role: Role, more: Partial<Principal> = {}): Principal => {
    const principal: Principal = {
      id: `prn_${handle}`,
      workspaceId: WORKSPACE,
      handle,
      displayName: handle,
      kind: "person",
      role,
      status: "active",
      expiresAt: null,
      accountId: null,
      ownerId: null,
      ...more,
    };
    rows.principals.push(principal);
    return principal;
  };
  seed("ada", "owner");
  seed("bea", "admin");
  seed("cem", "user");
  seed("bot", "user", { kind: "agent", ownerId: "prn_cem" });

  return {
    module,
    rows,
    clock,
    audit,
    events,
    bus,
    tokens,
    passwords,
    seed,
    /** Somebody of the workspace, as the caller of an operation. */
    as: (handle: string): Caller => {
      const principal = rows.principals.find((one) => one.handle === handle);
      if (!principal) throw new Error(`no ${handle} in this world`);
      return {
        principal: structuredClone(principal),
        credential: { kind: "token", tokenId: "tok_x", tokenHash: "x" },
        channel: "api",
        ipAddress: null,
      };
    },
  };
}
