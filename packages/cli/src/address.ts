import { readFileSync } from "node:fs";
import path from "node:path";
import { parseEnv } from "node:util";
import { CliError } from "./errors.ts";
import type { Io } from "./io.ts";

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d{1,3}){3}|\[::1\])$/;
export const isLoopback = (url: URL): boolean => LOOPBACK.test(url.hostname);

/** Settings of the checkout's own Core, so that a changed port needs to be said only once. Never an address or a token. */
function localSettings(io: Io): Partial<Record<"BACKEND_PORT" | "ENABLE_HTTPS" | "PETA_DATA_DIR", string>> {
  if (io.checkout === null) return {};
  try {
    return parseEnv(readFileSync(path.join(io.checkout, ".env"), "utf8"));
  } catch {
    return {};
  }
}

/** Where Core is: `PETA_URL`, else this machine on `BACKEND_PORT` (3002). Throws cli.usage. */
export function coreUrl(io: Io): URL {
  const url = URL.parse(io.env.PETA_URL || localUrl(io));
  const source = io.env.PETA_URL ? "PETA_URL" : "BACKEND_PORT";
  if (!url || !/^https?:$/.test(url.protocol))
    throw new CliError("cli.usage", `${source} does not give an address like http://127.0.0.1:3002.`);
  if (url.username || url.password)
    throw new CliError("cli.usage", "PETA_URL must not hold a user name or password; a token belongs into PETA_TOKEN.");
  url.search = "";
  url.hash = "";
  url.pathname = url.pathname.replace(/\/+$/, "");
  return url;
}

const localUrl = (io: Io): string => {
  const local = localSettings(io);
  const https = (io.env.ENABLE_HTTPS ?? local.ENABLE_HTTPS) === "true";
  return `${https ? "https" : "http"}://127.0.0.1:${io.env.BACKEND_PORT || local.BACKEND_PORT || "3002"}`;
};

/** The address as people write it and credentials are filed under: without the last slash. */
export const urlText = (url: URL): string => url.href.replace(/\/$/, "");

/**
 * Refuses to let a token or a password leave this machine readable. Throws cli.insecure_http unless the address is
 * HTTPS, this machine, or `PETA_ALLOW_INSECURE_HTTP=1`.
 */
export function requireSafeTransport(io: Io, url: URL): void {
  if (url.protocol === "https:" || isLoopback(url) || io.env.PETA_ALLOW_INSECURE_HTTP === "1") return;
  throw new CliError(
    "cli.insecure_http",
    `Refused to send a token or password to ${urlText(url)}: plain http to another machine can be read on the way.`,
    {
      hint: "Use https, or set PETA_ALLOW_INSECURE_HTTP=1 if the network between is private.",
    },
  );
}

/** The data directory of a Core on this machine, or null when it cannot be known. */
export function dataDirectory(io: Io): string | null {
  const given = io.env.PETA_DATA_DIR || localSettings(io).PETA_DATA_DIR;
  if (given) return path.resolve(io.checkout ?? ".", given);
  return io.checkout === null ? null : path.join(io.checkout, ".peta");
}
