import { createHash } from "node:crypto";
import { SIGN_IN_PATHS } from "../../modules/servers/sign-in/sign-in-addresses.ts";
import { SIGN_IN_TIME_MS } from "../../modules/servers/sign-in/pending-sign-ins.ts";

/**
 * What tells the browser that set out from every other one: one cookie for each sign-in, so that two at a time do not
 * meet. `Lax`, because the way back begins at the authorization server.
 * @param isSecure browsers reach Core over https
 */
export function createBrowserCookie(isSecure: boolean) {
  // `__Host-` would want the path `/`, and every request of the Console would carry it.
  const nameOf = (state: string): string =>
    `${isSecure ? "__Secure-" : ""}peta-sign-in-${createHash("sha256").update(state).digest("hex").slice(0, 16)}`;
  const attributes = `Path=${SIGN_IN_PATHS.all}; HttpOnly; SameSite=Lax${isSecure ? "; Secure" : ""}`;
  return {
    read(header: string | undefined, state: string): string | null {
      const pattern = new RegExp(`(?:^|;\\s*)${nameOf(state)}=([A-Za-z0-9_-]{43})(?:;|$)`);
      return header === undefined ? null : (pattern.exec(header)?.[1] ?? null);
    },
    /** A `Set-Cookie` value; null takes the cookie away. */
    write: (state: string, secret: string | null): string =>
      `${nameOf(state)}=${secret ?? ""}; ${attributes}; Max-Age=${secret === null ? 0 : SIGN_IN_TIME_MS / 1000}`,
  };
}
