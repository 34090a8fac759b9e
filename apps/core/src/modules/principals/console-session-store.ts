import type { Principal } from "./principal.ts";

export interface ConsoleSession {
  /** Names the session in lists; its secret is only in the browser's cookie. */
  ref: string;
  accountId: string;
  workspaceId: string;
  userAgent: string | null;
  ipAddress: string | null;
  createdAt: number;
  lastSeenAt: number;
  expiresAt: number;
}

/** Port: signed-in browsers. Lucia is behind it. */
export interface ConsoleSessionStore {
  /** Remembers the workspace as the one where the account was last. */
  create(of: {
    accountId: string;
    workspaceId: string;
    userAgent: string | null;
    ipAddress: string | null;
  }): Promise<{ secret: string; expiresAt: number }>;
  /** Null for an unknown or expired secret. `renewed`: the expiry moved, the cookie must be sent again. */
  validate(secret: string): Promise<{ session: ConsoleSession; principal: Principal; renewed: boolean } | null>;
  end(accountId: string, ref: string): Promise<boolean>;
  /** Takes a session to another workspace and remembers it as `create` does. False when there is no such session. */
  moveTo(accountId: string, ref: string, workspaceId: string): Promise<boolean>;
  list(accountId: string): Promise<ConsoleSession[]>;
}

/** A person's sign-in with everybody that they are. */
export interface Account {
  id: string;
  email: string;
  displayName: string;
  passwordHash: string;
  /** Where they were last. */
  lastWorkspaceId: string | null;
  /** Oldest first, one per workspace. */
  principals: Principal[];
}

/** Port: accounts by e-mail, for sign-in. */
export interface AccountStore {
  findByEmail(email: string): Promise<Account | null>;
  /** The principals of an account, one per workspace; none for null. */
  listPrincipals(accountId: string | null): Promise<Principal[]>;
  findById(accountId: string): Promise<{ email: string } | null>;
  /** For step-up. */
  findPasswordHash(accountId: string): Promise<string | null>;
}

/** Port: argon2id. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  verify(hash: string, password: string): Promise<boolean>;
}
