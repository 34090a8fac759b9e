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
  create(of: {
    accountId: string;
    workspaceId: string;
    userAgent: string | null;
    ipAddress: string | null;
  }): Promise<{ secret: string; expiresAt: number }>;
  /** Null for an unknown or expired secret. `renewed`: the expiry moved, the cookie must be sent again. */
  validate(secret: string): Promise<{ session: ConsoleSession; principal: Principal; renewed: boolean } | null>;
  end(accountId: string, ref: string): Promise<boolean>;
  list(accountId: string): Promise<ConsoleSession[]>;
}

/** Port: accounts by e-mail, for sign-in. */
export interface AccountStore {
  findByEmail(
    email: string,
  ): Promise<{ id: string; email: string; displayName: string; passwordHash: string; principals: Principal[] } | null>;
  findById(accountId: string): Promise<{ email: string } | null>;
}

/** Port: argon2id. */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  verify(hash: string, password: string): Promise<boolean>;
}
