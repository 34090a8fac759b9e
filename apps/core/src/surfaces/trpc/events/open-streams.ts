import { CoreError } from "../../../errors.ts";

/** Far more than a person has pages open. */
const PER_PRINCIPAL = 64;

/** Counts the open event streams of each principal (A35). */
export function createOpenStreams(perPrincipal = PER_PRINCIPAL) {
  const counts = new Map<string, number>();
  const countOf = (principalId: string): number => counts.get(principalId) ?? 0;
  return {
    /** Throws session.limit when the principal has no room for another one. */
    requireRoom(principalId: string): void {
      if (countOf(principalId) < perPrincipal) return;
      throw new CoreError(
        "session.limit",
        `This principal already holds ${perPrincipal} open streams of changes. Close one.`,
        { retryAfterSeconds: 30 },
      );
    },
    /** Throws session.limit. The returned function ends the stream. */
    enter(principalId: string): () => void {
      this.requireRoom(principalId);
      counts.set(principalId, countOf(principalId) + 1);
      return () => {
        const left = countOf(principalId) - 1;
        if (left > 0) counts.set(principalId, left);
        else counts.delete(principalId);
      };
    },
  };
}
