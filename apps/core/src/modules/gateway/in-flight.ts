import { CoreError } from "../../errors.ts";

/** Counts the calls under way per principal. */
export function createInFlight(limit: number) {
  const counts = new Map<string, number>();
  return {
    /** Throws server.busy at the limit. */
    enter(principalId: string): void {
      const count = counts.get(principalId) ?? 0;
      if (count >= limit) {
        throw new CoreError(
          "server.busy",
          `This principal already has ${limit} calls under way. Wait for one of them to end.`,
          { retryAfterSeconds: 1 },
        );
      }
      counts.set(principalId, count + 1);
    },
    leave(principalId: string): void {
      const count = (counts.get(principalId) ?? 1) - 1;
      if (count > 0) counts.set(principalId, count);
      else counts.delete(principalId);
    },
  };
}
