import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** 256 random bits, as text that needs no escaping. */
export const randomText = (): string => randomBytes(32).toString("base64url");

/** RFC 7636, section 4.2. */
export const s256 = (verifier: string): string => createHash("sha256").update(verifier).digest("base64url");

/** Whether two texts are the same, in a time that does not tell how much of them is. */
export function isSameText(a: string, b: string): boolean {
  const [left, right] = [a, b].map((text) => createHash("sha256").update(text).digest()) as [Buffer, Buffer];
  return timingSafeEqual(left, right);
}
