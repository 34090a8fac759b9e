import { createSecretKey, type KeyObject } from "node:crypto";
import { encryptParts, HEADER_BYTES, NONCE_BYTES, SHARED_KEY_VERSION } from "./envelope.ts";

export interface SharedDataKey {
  /** Header that goes before every record sealed with this key. */
  header: Buffer;
  key: Buffer;
}

/**
 * Seals many records under one wrapped data key, which saves wrapping a key for each. The data key is random and known
 * to this sealer alone, so a counter makes every nonce new (NIST SP 800-38D, 8.2.1).
 * @param newKey makes and wraps a fresh data key
 * @param rotateAfter records after which the next key is taken, so that one leaked data key opens little
 */
export function createBatchSealer(newKey: (version: number) => SharedDataKey, rotateAfter = 65_536) {
  // A key object is prepared once; bytes would be prepared anew for every record, at three times the cost.
  let current: { header: Buffer; key: KeyObject } | null = null;
  let used = 0;
  const nonce = Buffer.alloc(NONCE_BYTES);
  return (plaintext: string, identity: string): Uint8Array => {
    if (current === null || used >= rotateAfter) {
      const fresh = newKey(SHARED_KEY_VERSION);
      current = { header: fresh.header, key: createSecretKey(fresh.key) };
      fresh.key.fill(0);
      used = 0;
    }
    nonce.writeUInt32BE(used++, NONCE_BYTES - 4);
    const bound = Buffer.allocUnsafe(HEADER_BYTES + Buffer.byteLength(identity));
    current.header.copy(bound);
    bound.write(identity, HEADER_BYTES);
    return Buffer.concat([current.header, nonce, ...encryptParts(current.key, nonce, plaintext, bound)]);
  };
}
