import { hkdfSync, randomBytes } from "node:crypto";
import { CoreError } from "../../errors.ts";
import type { Vault } from "../../modules/vault.ts";
import { createBatchSealer, type SharedDataKey } from "./batch-sealer.ts";
import {
  decrypt,
  encrypt,
  KEY_BYTES,
  keyIdOf,
  NONCE_BYTES,
  parseEnvelope,
  RECORD_VERSION,
  SHARED_KEY_VERSION,
  wrapBinding,
} from "./envelope.ts";

const unreadable = (publicMessage: string, detail: string, cause?: unknown) =>
  new CoreError("vault.unreadable", publicMessage, { detail, cause });

/**
 * The vault over AES-256-GCM envelopes (`envelope.ts` has the layout).
 * @param rootKey 32 bytes; copied. It is used only to derive other keys from (HKDF-SHA256, RFC 5869).
 * @throws CoreError vault.unreadable when the root key has another length
 */
export function createVault(rootKey: Uint8Array, options: { rotateBatchKeyAfter?: number } = {}): Vault {
  if (rootKey.length !== KEY_BYTES) {
    throw unreadable(`The master key has ${rootKey.length} bytes, and 32 are needed.`, "root key length");
  }
  const root = Buffer.from(rootKey);
  const deriveKey = (purpose: string): Buffer =>
    Buffer.from(hkdfSync("sha256", root, "", `peta/1/${purpose}`, KEY_BYTES));
  const wrappingKey = deriveKey("vault-wrap");
  const keyId = keyIdOf(deriveKey("vault-key-id"));

  function newDataKey(version: number, identity = ""): SharedDataKey {
    const key = randomBytes(KEY_BYTES);
    const wrapNonce = randomBytes(NONCE_BYTES);
    const wrapped = encrypt(wrappingKey, wrapNonce, key, wrapBinding(version, keyId, identity));
    return { key, header: Buffer.concat([Uint8Array.of(version), keyId, wrapNonce, wrapped]) };
  }

  return {
    deriveKey,
    createBatchSealer: () => createBatchSealer(newDataKey, options.rotateBatchKeyAfter),
    seal(plaintext, identity) {
      const { key, header } = newDataKey(RECORD_VERSION, identity);
      const nonce = randomBytes(NONCE_BYTES);
      const ciphertext = encrypt(key, nonce, Buffer.from(plaintext), [header, Buffer.from(identity)]);
      key.fill(0);
      return Buffer.concat([header, nonce, ciphertext]);
    },
    open(sealed, identity) {
      const envelope = parseEnvelope(sealed);
      if (envelope === null || (envelope.version !== RECORD_VERSION && envelope.version !== SHARED_KEY_VERSION)) {
        throw unreadable(
          "A sealed value is damaged, or a newer Peta wrote it.",
          `version ${sealed[0] ?? "none"}, ${sealed.length} bytes`,
        );
      }
      if (!keyId.equals(envelope.keyId)) {
        throw unreadable(
          "A sealed value belongs to another master key.",
          `key id ${Buffer.from(envelope.keyId).toString("hex")}, ours is ${keyId.toString("hex")}`,
        );
      }
      try {
        const bound = wrapBinding(envelope.version, envelope.keyId, identity);
        const key = decrypt(wrappingKey, envelope.wrapNonce, envelope.wrappedKey, bound);
        const plaintext = decrypt(key, envelope.nonce, envelope.ciphertext, [envelope.header, Buffer.from(identity)]);
        key.fill(0);
        return plaintext.toString("utf8");
      } catch (cause) {
        throw unreadable(
          "A sealed value was changed or moved to another place; it does not open.",
          `identity ${identity}`,
          cause,
        );
      }
    },
  };
}
