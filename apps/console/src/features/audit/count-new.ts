interface Identified {
  auditId: string;
}

/** How many rows of `head` (newest first) stand before the first one that is shown already. */
export function countNew(shown: readonly Identified[] | undefined, head: readonly Identified[] | undefined): number {
  if (!shown || !head) return 0;
  const known = new Set(shown.map((row) => row.auditId));
  const first = head.findIndex((row) => known.has(row.auditId));
  return first === -1 ? head.length : first;
}
