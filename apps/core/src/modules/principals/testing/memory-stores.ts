import { CoreError } from "../../../errors.ts";
import type { AccountStore, ConsoleSession, ConsoleSessionStore, PasswordHasher } from "../console-session-store.ts";
import type { Principal } from "../principal.ts";
import { lastOwner, type NewAccount, type PrincipalStore } from "../principal-store.ts";
import type { AccessTokenRecord, TokenStore } from "../token-store.ts";

/** Everything the twins keep, open to tests. */
export interface PrincipalRows {
  principals: Principal[];
  accounts: (NewAccount & { lastWorkspaceId?: string })[];
  tokens: { token: AccessTokenRecord; tokenHash: string }[];
  sessions: { secret: string; session: ConsoleSession }[];
}

export const emptyRows = (): PrincipalRows => ({ principals: [], accounts: [], tokens: [], sessions: [] });

const isActiveOwner = (one: Principal | null | undefined): boolean => one?.role === "owner" && one.status === "active";

function keepAnOwner(rows: PrincipalRows, before: Principal | undefined, after: Principal | null): void {
  if (!isActiveOwner(before) || isActiveOwner(after)) return;
  const others = rows.principals.filter((one) => one.id !== before?.id && one.workspaceId === before?.workspaceId);
  if (!others.some(isActiveOwner)) throw lastOwner();
}

/** As a store answers it: an agent with how its owner stands. */
function answered(rows: PrincipalRows, principal: Principal | undefined): Principal | null {
  if (!principal) return null;
  const owner = rows.principals.find((one) => one.id === principal.ownerId);
  return structuredClone({
    ...principal,
    ...(owner && { owner: { status: owner.status, expiresAt: owner.expiresAt } }),
  });
}

/** Twin of the principal store with the same refusals. */
export const createMemoryPrincipalStore = (rows: PrincipalRows, now: () => number): PrincipalStore => ({
  findByHandle: async (workspaceId, handle) =>
    answered(
      rows,
      rows.principals.find((one) => one.workspaceId === workspaceId && one.handle === handle),
    ),

  findById: async (workspaceId, id) =>
    answered(
      rows,
      rows.principals.find((one) => one.workspaceId === workspaceId && one.id === id),
    ),

  list: async (workspaceId) =>
    rows.principals
      .filter((one) => one.workspaceId === workspaceId)
      .map((principal) => ({
        principal: structuredClone(principal),
        ownerHandle: rows.principals.find((one) => one.id === principal.ownerId)?.handle ?? null,
        email: rows.accounts.find((account) => account.id === principal.accountId)?.email ?? null,
        activeTokens: rows.tokens.filter(
          ({ token }) =>
            token.principalId === principal.id && token.revokedAt === null && (token.expiresAt ?? Infinity) > now(),
        ).length,
        ratePerMinute: null,
        lastSeenAt: null,
        createdAt: now(),
      }))
      .sort((a, b) => a.principal.handle.localeCompare(b.principal.handle)),

  async insert(principal, account) {
    if (account && rows.accounts.some((one) => one.email === account.email))
      throw new CoreError("account.duplicate", "This e-mail address has an account already.");
    if (rows.principals.some((one) => one.workspaceId === principal.workspaceId && one.handle === principal.handle)) {
      throw new CoreError("principal.duplicate", `There is a principal "${principal.handle}" already.`);
    }
    if (account) rows.accounts.push(account);
    rows.principals.push(structuredClone(principal));
  },

  async update(workspaceId, id, change) {
    const row = rows.principals.find((one) => one.workspaceId === workspaceId && one.id === id);
    if (!row) throw new CoreError("principal.not_found", "This principal does not exist any more.");
    keepAnOwner(rows, row, { ...row, ...change });
    return structuredClone(Object.assign(row, change));
  },

  async remove(workspaceId, id) {
    if (rows.principals.some((one) => one.ownerId === id))
      throw new CoreError("principal.in_use", "Agents still belong to this person.");
    const at = rows.principals.findIndex((one) => one.workspaceId === workspaceId && one.id === id);
    if (at < 0) throw new CoreError("principal.not_found", "This principal does not exist any more.");
    keepAnOwner(rows, rows.principals[at], null);
    rows.principals.splice(at, 1);
    rows.tokens = rows.tokens.filter(({ token }) => token.principalId !== id);
  },
});

/** Twin of the token store. `reads` counts look-ups by hash; `beforeRead` runs while one is under way. */
export function createMemoryTokenStore(
  rows: PrincipalRows,
): TokenStore & { reads: number; beforeRead: (() => void | Promise<void>) | null } {
  const principalOf = (token: AccessTokenRecord) =>
    answered(
      rows,
      rows.principals.find((one) => one.id === token.principalId),
    );
  const store = {
    reads: 0,
    beforeRead: null as (() => void | Promise<void>) | null,

    async insert(token: AccessTokenRecord, tokenHash: string) {
      rows.tokens.push({ token, tokenHash });
    },

    async claimExpected(tokenHash: string) {
      const found = rows.tokens.find((row) => row.tokenHash === `expected:${tokenHash.slice(0, 32)}`);
      if (found) found.tokenHash = tokenHash;
      return found !== undefined;
    },

    async findByHash(tokenHash: string) {
      store.reads++;
      const found = structuredClone(rows.tokens.find((row) => row.tokenHash === tokenHash));
      const principal = found && principalOf(found.token);
      const interrupt = store.beforeRead;
      store.beforeRead = null;
      await interrupt?.();
      return found && principal ? { token: found.token, principal } : null;
    },

    async findById(workspaceId: string, id: string) {
      const found = rows.tokens.find(({ token }) => token.workspaceId === workspaceId && token.id === id);
      const principal = found && principalOf(found.token);
      return found && principal ? { ...structuredClone(found), principal } : null;
    },

    list: async (workspaceId: string, handle?: string) =>
      rows.tokens
        .map(({ token }) => token)
        .filter(
          (token) => token.workspaceId === workspaceId && (handle === undefined || token.principalHandle === handle),
        ),

    async revoke(workspaceId: string, id: string, at: number) {
      const found = rows.tokens.find(({ token }) => token.workspaceId === workspaceId && token.id === id);
      if (!found) throw new CoreError("token.not_found", "This token does not exist any more.");
      found.token.revokedAt = at;
      return structuredClone(found.token);
    },

    async touch(id: string, at: number) {
      for (const { token } of rows.tokens) if (token.id === id) token.lastUsedAt = at;
    },
  };
  return store;
}

export const createMemoryAccountStore = (rows: PrincipalRows): AccountStore => ({
  async findByEmail(email) {
    const account = rows.accounts.find((one) => one.email === email);
    return account
      ? {
          ...account,
          lastWorkspaceId: account.lastWorkspaceId ?? null,
          principals: structuredClone(rows.principals.filter((one) => one.accountId === account.id)),
        }
      : null;
  },
  listPrincipals: async (accountId) =>
    structuredClone(rows.principals.filter((one) => accountId !== null && one.accountId === accountId)),
  findById: async (accountId) => rows.accounts.find((one) => one.id === accountId) ?? null,
  findPasswordHash: async (accountId) => rows.accounts.find((one) => one.id === accountId)?.passwordHash ?? null,
});

export const createMemoryConsoleSessionStore = (rows: PrincipalRows, now: () => number): ConsoleSessionStore => ({
  async create(of) {
    const secret = `secret-${rows.sessions.length + 1}`;
    const expiresAt = now() + 14 * 86_400_000;
    for (const account of rows.accounts) if (account.id === of.accountId) account.lastWorkspaceId = of.workspaceId;
    rows.sessions.push({
      secret,
      session: { ...of, ref: `ref-${rows.sessions.length + 1}`, createdAt: now(), lastSeenAt: now(), expiresAt },
    });
    return { secret, expiresAt };
  },
  async validate(secret) {
    const session = rows.sessions.find((one) => one.secret === secret)?.session;
    const principal =
      session &&
      rows.principals.find((one) => one.accountId === session.accountId && one.workspaceId === session.workspaceId);
    return session && principal && session.expiresAt > now()
      ? { session, principal: structuredClone(principal), renewed: false }
      : null;
  },
  async end(accountId, ref) {
    const before = rows.sessions.length;
    rows.sessions = rows.sessions.filter(({ session }) => session.accountId !== accountId || session.ref !== ref);
    return rows.sessions.length < before;
  },
  async moveTo(accountId, ref, workspaceId) {
    const session = rows.sessions.find(
      (one) => one.session.accountId === accountId && one.session.ref === ref,
    )?.session;
    if (!session) return false;
    session.workspaceId = workspaceId;
    for (const account of rows.accounts) if (account.id === accountId) account.lastWorkspaceId = workspaceId;
    return true;
  },
  list: async (accountId) =>
    rows.sessions.map(({ session }) => session).filter((session) => session.accountId === accountId),
});

/** Twin of the password hasher: no secret is safe with it, and it takes no time. `verified` is what it was asked to check. */
export function createMemoryPasswordHasher(): PasswordHasher & { verified: { hash: string; password: string }[] } {
  const verified: { hash: string; password: string }[] = [];
  return {
    verified,
    hash: async (password) => `hash(${password})`,
    async verify(hash, password) {
      verified.push({ hash, password });
      return hash === `hash(${password})`;
    },
  };
}
