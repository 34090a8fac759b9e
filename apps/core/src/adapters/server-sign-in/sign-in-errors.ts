import type { ErrorCode } from "@peta/contract";
import { CoreError } from "../../errors.ts";

const MAX_QUOTED = 200;
/** Longer than a word, and of what tokens are made of. */
const LIKE_A_TOKEN = /[\w.~+/=%-]{32,}/g;
/** Spaces of all kinds, and what cannot be seen: control characters, marks of direction, what has no character. */
const UNSEEN = /[\p{C}\p{Z}]+/gu;

export const signInFailed = (message: string, detail?: string): CoreError =>
  new CoreError("server.sign_in_failed", message, detail === undefined ? {} : { detail });

export const signInRequired = (message: string): CoreError => new CoreError("server.sign_in_required", message);

/** The host of an address, for sentences. */
export const hostOf = (address: string): string =>
  URL.canParse(address) ? new URL(address).host.slice(0, MAX_QUOTED) : "without an address";

/**
 * What an authorization server says, fit for a sentence of Core's: short, without what cannot be seen, and without
 * anything that is, or looks like, a token.
 * @param secrets what was sent to it, and might be repeated
 */
export function quoteStranger(text: string, secrets: readonly (string | null | undefined)[] = []): string {
  let seen = text.slice(0, 4_096).replace(UNSEEN, " ");
  for (const secret of secrets) if (secret) seen = seen.replaceAll(secret, "…");
  seen = seen.replace(LIKE_A_TOKEN, "…").trim();
  return seen.length > MAX_QUOTED ? `${seen.slice(0, MAX_QUOTED)}…` : seen;
}

/** RFC 6749, section 5.2: the code in brackets, with what was said about it. Empty where there is no code. */
export function saidBecause(
  code: string,
  description: string,
  secrets: readonly (string | null | undefined)[] = [],
): string {
  if (!/^[a-z_]{1,40}$/.test(code)) return "";
  const said = quoteStranger(description, secrets);
  return said === "" || said === code ? ` (${code})` : ` (${code}: "${said}")`;
}

/** The same error under another code. */
export const withCode = (code: ErrorCode, { message, detail }: CoreError): CoreError =>
  new CoreError(code, message, detail === undefined ? {} : { detail });
