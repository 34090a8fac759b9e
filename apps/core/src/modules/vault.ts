/**
 * Port: seals secrets at rest. Envelope encryption (AES-256-GCM, a data key per record wrapped by the root key, key id
 * in the header); `identity` is authenticated with it, so that a sealed value moved to another row does not open.
 */
export interface Vault {
  seal(plaintext: string, identity: string): Uint8Array;
  /** Throws CoreError vault.unreadable when the key, the identity or the bytes do not fit. */
  open(sealed: Uint8Array, identity: string): string;
  /**
   * A sealer that reuses one wrapped data key for many records, for the audit's hot path. What it seals opens with
   * `open` like everything else.
   */
  createBatchSealer(): (plaintext: string, identity: string) => Uint8Array;
  /** A key for one purpose, derived from the root key (HKDF-SHA256): audit chain, cookies. 32 bytes. */
  deriveKey(purpose: string): Uint8Array;
}
