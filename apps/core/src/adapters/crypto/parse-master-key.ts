import { CoreError } from "../../errors.ts";
import { KEY_BYTES } from "./envelope.ts";

const HOW_TO = "Make one with: openssl rand -base64 32";

/**
 * Reads a master key from text: 32 bytes as 64 hex digits or as base64 (also base64url). The error says what is wrong
 * and never shows the key.
 * @param where names the place in the error: `PETA_MASTER_KEY`, or the file's path
 * @throws CoreError vault.unreadable
 */
export function parseMasterKey(text: string, where: string): Uint8Array {
  const refuse = (problem: string) => new CoreError("vault.unreadable", `${where} ${problem} ${HOW_TO}`);
  const value = text.trim();
  if (value === "") throw refuse("is empty; a master key of 32 bytes is needed.");
  let key: Buffer;
  if (/^[0-9a-fA-F]{64}$/.test(value)) key = Buffer.from(value, "hex");
  else if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(value)) key = Buffer.from(value, "base64");
  else throw refuse("is neither base64 nor 64 hex digits.");
  if (key.length !== KEY_BYTES)
    throw refuse(`holds ${key.length} bytes; 32 are needed, as base64 or as 64 hex digits.`);
  // 32 random bytes have about 30 different values; a placeholder or a repeated pattern has few.
  if (new Set(key).size < 12) throw refuse("is a placeholder or a repeated pattern, not a random key.");
  return key;
}
