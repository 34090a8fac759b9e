/** Where the browser keeps its session: locked to this host, unreadable for scripts, never sent from other sites. */
export interface SessionCookie {
  read(cookieHeader: string | undefined): string | null;
  /** A `Set-Cookie` value; null takes the cookie away. */
  write(session: { secret: string; expiresAt: number } | null): string;
}

/**
 * @param isReadableAllowed plain HTTP to another machine was allowed by a setting: the `__Host-` prefix and `Secure`
 *   would make browsers drop the cookie there. On localhost browsers keep it.
 */
export function createSessionCookie(isReadableAllowed: boolean): SessionCookie {
  const name = isReadableAllowed ? "peta-session" : "__Host-peta-session";
  const attributes = `Path=/; HttpOnly; SameSite=Strict${isReadableAllowed ? "" : "; Secure"}`;
  const pattern = new RegExp(`(?:^|;\\s*)${name}=([A-Za-z0-9_-]{16,256})(?:;|$)`);
  return {
    read: (header) => (header === undefined ? null : (pattern.exec(header)?.[1] ?? null)),
    write: (session) =>
      session === null
        ? `${name}=; ${attributes}; Max-Age=0`
        : `${name}=${session.secret}; ${attributes}; Expires=${new Date(session.expiresAt).toUTCString()}`,
  };
}
