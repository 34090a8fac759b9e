import { createHash, timingSafeEqual } from "node:crypto";

/**
 * Compares two secrets in a time that depends on neither: both are hashed first, so that a difference in length shows
 * nothing either.
 */
export function equalSecrets(left: string | Uint8Array, right: string | Uint8Array): boolean {
  const digest = (value: string | Uint8Array) => createHash("sha256").update(value).digest();
  return timingSafeEqual(digest(left), digest(right));
}
