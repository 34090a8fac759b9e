import { createCipheriv, createDecipheriv, createHash, type KeyObject } from "node:crypto";

/**
 * Layout of a sealed value (bytes):
 *
 *   version 1 | key id 8 | wrap nonce 12 | wrapped data key 32 + tag 16 | nonce 12 | ciphertext | tag 16
 *
 * Version 1 wraps one data key for one record, bound to its identity. Version 2 wraps a data key that many records
 * share; there the identity is bound by the record's own encryption. In both, the record is bound to the whole header.
 */
export const RECORD_VERSION = 1;
export const SHARED_KEY_VERSION = 2;

export const KEY_BYTES = 32;
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
export const KEY_ID_BYTES = 8;
const WRAP_OFFSET = 1 + KEY_ID_BYTES;
/** Version, key id, and the wrapped data key. */
export const HEADER_BYTES = WRAP_OFFSET + NONCE_BYTES + KEY_BYTES + TAG_BYTES;
export const OVERHEAD_BYTES = HEADER_BYTES + NONCE_BYTES + TAG_BYTES;

const CIPHER = "aes-256-gcm";

/** Identifies a root key without telling anything about it. */
export const keyIdOf = (derived: Uint8Array): Buffer =>
  createHash("sha256").update(derived).digest().subarray(0, KEY_ID_BYTES);

/** AES-256-GCM; returns the ciphertext with its tag. The nonce must never be used twice with one key. */
export function encrypt(
  key: Uint8Array | KeyObject,
  nonce: Uint8Array,
  plaintext: Uint8Array,
  bound: readonly Uint8Array[],
): Buffer {
  return Buffer.concat(encryptParts(key, nonce, plaintext, Buffer.concat(bound)));
}

/** The same, as ciphertext and tag, for whoever puts them behind something. */
export function encryptParts(
  key: Uint8Array | KeyObject,
  nonce: Uint8Array,
  plaintext: Uint8Array | string,
  bound: Uint8Array,
): [ciphertext: Buffer, tag: Buffer] {
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(bound);
  const ciphertext = typeof plaintext === "string" ? cipher.update(plaintext, "utf8") : cipher.update(plaintext);
  // GCM is a stream: nothing is left for the end.
  cipher.final();
  return [ciphertext, cipher.getAuthTag()];
}

/** The reverse of `encrypt`. Throws when key, nonce, bound data or a single bit differ. */
export function decrypt(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, bound: readonly Uint8Array[]): Buffer {
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.concat(bound));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), decipher.final()]);
}

export interface Envelope {
  version: number;
  keyId: Uint8Array;
  header: Uint8Array;
  wrapNonce: Uint8Array;
  wrappedKey: Uint8Array;
  nonce: Uint8Array;
  ciphertext: Uint8Array;
}

/** Splits a sealed value; null when it is too short to be one. */
export function parseEnvelope(sealed: Uint8Array): Envelope | null {
  if (sealed.length < OVERHEAD_BYTES) return null;
  return {
    version: sealed[0] ?? 0,
    keyId: sealed.subarray(1, WRAP_OFFSET),
    header: sealed.subarray(0, HEADER_BYTES),
    wrapNonce: sealed.subarray(WRAP_OFFSET, WRAP_OFFSET + NONCE_BYTES),
    wrappedKey: sealed.subarray(WRAP_OFFSET + NONCE_BYTES, HEADER_BYTES),
    nonce: sealed.subarray(HEADER_BYTES, HEADER_BYTES + NONCE_BYTES),
    ciphertext: sealed.subarray(HEADER_BYTES + NONCE_BYTES),
  };
}

/** What the wrapped data key is bound to: the version, the root key's id and, for a record of its own, its identity. */
export const wrapBinding = (version: number, keyId: Uint8Array, identity: string): Uint8Array[] => [
  Uint8Array.of(version),
  keyId,
  Buffer.from(version === RECORD_VERSION ? identity : ""),
];
