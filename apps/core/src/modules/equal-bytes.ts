import { timingSafeEqual } from "node:crypto";

/** Compares two byte strings without telling by its time where they differ. */
export const equalBytes = (left: Uint8Array, right: Uint8Array): boolean =>
  left.length === right.length && timingSafeEqual(left, right);
