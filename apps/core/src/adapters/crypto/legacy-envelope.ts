import { createDecipheriv, pbkdf2 } from "node:crypto";
import { promisify } from "node:util";
import { adminWire } from "@peta/contract";
import { CoreError } from "../../errors.ts";
import type { OpenLegacyEnvelope } from "../../modules/legacy/legacy-envelope.ts";

const ITERATIONS = 100_000;
const KEY_BYTES = 32;
const TAG_BYTES = 16;
const derive = promisify(pbkdf2);

/**
 * One after the other, whoever asks: signing in, files and names wait for the same few threads, and an administrator's
 * script must not hold all of them.
 */
let last: Promise<unknown> = Promise.resolve();
function deriveKey(token: string, salt: Buffer): Promise<Buffer> {
  const next = last.then(() => derive(token, salt, ITERATIONS, KEY_BYTES, "sha256"));
  last = next.catch(() => {});
  return next;
}

const unreadable = (message: string, cause?: unknown) => new CoreError("input.invalid", message, { cause });

function parse(text: string): adminWire.EncryptedData {
  try {
    return adminWire.encryptedDataSchema.parse(JSON.parse(text));
  } catch {
    // What was sent may be a secret in the clear: neither it nor an error that quotes it goes on.
    throw unreadable("The encrypted value must be JSON with data, iv, salt and tag in base64.");
  }
}

/**
 * Opens what clients of the legacy wires encrypt with a token: AES-256-GCM under a key of PBKDF2-HMAC-SHA-256 (100,000
 * iterations, run off the event loop), tag apart, nothing bound. Nothing is sealed this way any more.
 */
export const openLegacyEnvelope: OpenLegacyEnvelope = async (text, token) => {
  const { data, iv, salt, tag } = parse(text);
  const key = await deriveKey(token, Buffer.from(salt, "base64"));
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, Buffer.from(iv, "base64"), { authTagLength: TAG_BYTES });
    decipher.setAuthTag(Buffer.from(tag, "base64"));
    const plain = Buffer.concat([decipher.update(Buffer.from(data, "base64")), decipher.final()]);
    return new TextDecoder("utf-8", { fatal: true }).decode(plain);
  } catch (cause) {
    throw unreadable(
      "The encrypted value does not open with the token of this request: encrypt it with that one.",
      cause,
    );
  } finally {
    key.fill(0);
  }
};
