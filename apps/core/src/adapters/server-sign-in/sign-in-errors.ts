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

const cut = (text: string): string => (text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text);

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
  return cut(seen.replace(LIKE_A_TOKEN, "…").trim());
}

/**
 * An address that an MCP server or its metadata names, fit for a sentence of Core's. Nothing of it is masked: whoever
 * compares two of them needs all of it, and a document that is read sees no secret of Core's.
 */
export const quoteAddress = (text: string): string => cut(text.slice(0, 4_096).replace(UNSEEN, " ").trim());

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
