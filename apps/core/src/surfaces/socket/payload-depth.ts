/** Whether a parsed payload holds bytes, or nests deeper than `limit`: what walks it later would overflow the stack (A34). */
export function isTooDeep(value: unknown, limit: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  // The library carries bytes too. No payload has any, and looking at each byte would hold up everybody.
  if (limit <= 0 || ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return true;
  return Object.values(value).some((one) => isTooDeep(one, limit - 1));
}
