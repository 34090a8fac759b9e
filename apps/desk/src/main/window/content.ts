import { readFile } from "node:fs/promises";
import path from "node:path";
import type { CustomScheme } from "electron";

/** Where the window's pages live: an origin of their own, which nobody else can serve or embed. */
export const CONTENT_SCHEME = "peta-desk-app";
export const CONTENT_ORIGIN = `${CONTENT_SCHEME}://app`;
export const CONTENT_URL = `${CONTENT_ORIGIN}/index.html`;

export const CONTENT_PRIVILEGES: CustomScheme = {
  scheme: CONTENT_SCHEME,
  // The last two let modules and fonts load from the page's own origin; nobody else is answered, and the policy stands.
  privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true },
};

/**
 * The page runs its own files and nothing else, and reaches nobody: what it wants to know it asks the main process.
 * Attributes may carry styles (positions of menus); no style element may be made.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "style-src-attr 'unsafe-inline'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join("; ");

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".woff2": "font/woff2",
};

const notFound = (): Response => new Response("There is no such file.", { status: 404 });

/** Serves the built files of the renderer, and no other file of this computer (A60). */
export const createContentHandler =
  (directory: string) =>
  async (request: { url: string; method: string }): Promise<Response> => {
    const url = URL.parse(request.url);
    if (url === null || request.method !== "GET" || `${url.protocol}//${url.host}` !== CONTENT_ORIGIN)
      return notFound();
    const type = TYPES[path.posix.extname(url.pathname)];
    // Names that the build gives; a percent sign could hide a separator.
    if (type === undefined || !/^(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/.test(url.pathname)) return notFound();
    const body = await readFile(path.join(directory, url.pathname)).catch(() => null);
    if (body === null) return notFound();
    return new Response(new Uint8Array(body), {
      headers: {
        "content-type": type,
        "content-security-policy": CONTENT_SECURITY_POLICY,
        "cross-origin-opener-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
      },
    });
  };
