import type { Port } from "../port.ts";
import { isLoopback } from "../address.ts";
import { DeskError } from "../desk-error.ts";

/**
 * The link as it may leave the application, or null: https, and http to this machine (a Core that is tried out here).
 * No other scheme starts a program, and no name or password travels in a link (A16).
 */
export function externalLink(text: string): string | null {
  if (/[\p{Cc}\s]/u.test(text)) return null;
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "" || url.hostname === "") return null;
  const isSafe = url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
  return isSafe ? url.href : null;
}

export type OpenExternal = (url: string) => Promise<boolean>;

/** Opens the person's browser, without a shell. Answers whether the link may leave. Throws desk.no_browser. */
export function createOpenExternal(shell: Port["shell"]): OpenExternal {
  return async (text) => {
    const url = externalLink(text);
    if (url === null) return false;
    try {
      await shell.openExternal(url);
    } catch (cause) {
      throw new DeskError("desk.no_browser", "This computer could not open a browser.", { cause });
    }
    return true;
  };
}
