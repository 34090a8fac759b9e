import type { Me } from "@peta/contract";
import type { Clock } from "../../adapters/clock.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { EventBus } from "../events.ts";
import type { IsAddressAllowed } from "../network/admission.ts";
import { createAddPrincipal } from "./add-principal.ts";
import { createAttemptLimit } from "./attempt-limit.ts";
import { createTokenAuthenticator } from "./authenticate-token.ts";
import type { AccountStore, ConsoleSessionStore, PasswordHasher } from "./console-session-store.ts";
import { createConfirmPassword } from "./confirm-password.ts";
import { createConsoleSessions } from "./console-sessions.ts";
import { createCreateToken, issueToken, type TokenMaker, toTokenView } from "./create-token.ts";
import { requirePrincipal, resolveSubject } from "./find-principal.ts";
import { createImportToken } from "./import-token.ts";
import { createListOwn } from "./list-own.ts";
import { createListPrincipals } from "./list-principals.ts";
import { createOwnPrincipalIds } from "./own-principal-ids.ts";
import { type Caller, type Principal, storedKind } from "./principal.ts";
import type { PrincipalStore } from "./principal-store.ts";
import { createRemovePrincipal } from "./remove-principal.ts";
import { createRevokeToken } from "./revoke-token.ts";
import { type BrowserInfo, createSignIn, openConsoleSession } from "./sign-in.ts";
import type { TokenStore } from "./token-store.ts";
import { createUpdatePrincipal } from "./update-principal.ts";

export interface PrincipalsDeps {
  principals: PrincipalStore;
  tokens: TokenStore;
  accounts: AccountStore;
  sessions: ConsoleSessionStore;
  passwords: PasswordHasher;
  audit: AuditRecorder;
  events: EventBus;
  clock: Clock;
  make: TokenMaker;
  workspaceName: (workspaceId: string) => Promise<{ slug: string; name: string }>;
  /** Whose audit keeps the attempts of unknown people; undefined while there is none. */
  workspaceOfStrangers: () => string | undefined;
  isAddressAllowed: IsAddressAllowed;
}

/** People, agents, their tokens and their browser sessions. */
export function createPrincipalsModule(deps: PrincipalsDeps) {
  const { newId, hashToken } = deps.make;
  const describe = async (principal: Principal, signedInBy: Me["signedInBy"]): Promise<Me> => ({
    principalId: principal.handle,
    displayName: principal.displayName,
    email: principal.accountId ? ((await deps.accounts.findById(principal.accountId))?.email ?? null) : null,
    role: principal.role,
    kind: storedKind(principal),
    workspace: await deps.workspaceName(principal.workspaceId),
    signedInBy,
  });
  const consoleSessions = createConsoleSessions(deps);
  const attempts = createAttemptLimit(deps);
  return {
    list: createListPrincipals(deps),
    listOwn: createListOwn(deps),
    ownIds: createOwnPrincipalIds(deps),
    // Attempts of its own: what an administrator may not look up has nothing to do with signing in.
    add: createAddPrincipal({ ...deps, newId, attempts: createAttemptLimit(deps) }),
    update: createUpdatePrincipal(deps),
    remove: createRemovePrincipal(deps),
    createToken: createCreateToken(deps),
    importToken: createImportToken(deps),
    revokeToken: createRevokeToken({ ...deps, hashToken }),
    issueToken: (principal: Principal, name: string) => issueToken(deps, principal, name, null),
    async listTokens(actor: Caller, handle?: string) {
      await requireAdministrator(deps, actor, "token.list");
      if (handle !== undefined) await requirePrincipal(deps.principals, actor.principal.workspaceId, handle);
      return (await deps.tokens.list(actor.principal.workspaceId, handle)).map(toTokenView);
    },
    authenticateToken: createTokenAuthenticator({ ...deps, hashToken }).authenticate,
    signIn: createSignIn({
      ...deps,
      attempts,
      describe: (principal) => describe(principal, "session"),
    }),
    confirmPassword: createConfirmPassword({ ...deps, attempts }),
    signOut: consoleSessions.signOut,
    listConsoleSessions: consoleSessions.list,
    revokeConsoleSession: consoleSessions.revoke,
    openConsoleSession: (principal: Principal, browser: BrowserInfo) => openConsoleSession(deps, principal, browser),
    validateConsoleSession: (secret: string) => deps.sessions.validate(secret),
    findPrincipal: (workspaceId: string, handle: string) => requirePrincipal(deps.principals, workspaceId, handle),
    resolveSubject: (caller: Caller, handle: string | undefined) => resolveSubject(deps.principals, caller, handle),
    describeCaller: (caller: Caller) =>
      describe(caller.principal, caller.credential.kind === "console_session" ? "session" : "token"),
  };
}

export type PrincipalsModule = ReturnType<typeof createPrincipalsModule>;
