/** Whether a parsed payload nests deeper than `limit`: what walks it later would overflow the stack (A34). */
export function isTooDeep(value: unknown, limit: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (limit <= 0) return true;
  return Object.values(value).some((one) => isTooDeep(one, limit - 1));
}
