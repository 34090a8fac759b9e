import { z } from "zod";
import { serverIdSchema } from "./ids.ts";

/** What kind of failure it is, for scripts and for the remedy that is shown with it. */
export const serverFailureKindSchema = z.enum([
  "configuration",
  "program_not_found",
  "permission",
  "missing_module",
  "package_not_found",
  "node_version",
  "missing_setting",
  "port_in_use",
  "out_of_resources",
  "exited",
  "not_mcp",
  "unsupported_revision",
  "timeout",
  "dns",
  "connection_refused",
  "no_route",
  "tls",
  "redirect",
  "unauthorized",
  "sign_in",
  "client_credentials",
  "wrong_path",
  "overloaded",
  "server_error",
  "connection_lost",
  "not_answering",
  "other",
]);
export type ServerFailureKind = z.infer<typeof serverFailureKindSchema>;

export const serverFailureSchema = z.object({
  kind: serverFailureKindSchema,
  /** What to do about it. */
  remedy: z.string(),
});
export type ServerFailure = z.infer<typeof serverFailureSchema>;

/** Which connection, counted since Core started: some servers have one for each client (docs/adr/0014). */
const connection = z.number();

const entryShape = {
  /** Grows by one with each entry of this server in this process. */
  seq: z.number(),
  at: z.string(),
};

/**
 * One entry of a server's log: a line of its standard error, a change of its state, or one message of the protocol, of
 * which no content is kept.
 */
export const serverLogEntrySchema = z.discriminatedUnion("kind", [
  z.object({ ...entryShape, kind: z.literal("stderr"), connection, line: z.string() }),
  z.object({ ...entryShape, kind: z.literal("state"), state: z.string(), reason: z.string().nullable() }),
  z.object({
    ...entryShape,
    kind: z.literal("message"),
    connection,
    direction: z.enum(["sent", "received"]),
    /** `unmatched`: an answer that came late, twice, or to nothing that was asked; it was discarded. */
    type: z.enum(["request", "answer", "error", "notification", "unmatched"]),
    method: z.string().nullable(),
    id: z.string().nullable(),
    /** Length of the message as JSON text, in characters. */
    size: z.number(),
    /** From the request to its answer. */
    durationMs: z.number().nullable(),
    /** JSON-RPC code of an error. */
    code: z.number().nullable(),
  }),
]);
export type ServerLogEntry = z.infer<typeof serverLogEntrySchema>;

export const serverLogInputSchema = z.object({
  serverId: serverIdSchema,
  /** Only entries behind this one. */
  after: z.number().int().min(0).optional(),
});
