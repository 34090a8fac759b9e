import type { ServerOutcome } from "./server-link.ts";

/** A JSON-RPC error in the place of a server's, or of a client's, answer. */
export const errorOutcome = (code: number, message: string): ServerOutcome => ({
  kind: "error",
  error: { code, message },
});
