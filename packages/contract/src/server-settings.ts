import { z } from "zod";
import { extensionMethodSchema } from "./extension-methods.ts";

const milliseconds = (min: number, max: number) => z.number().int().min(min).max(max);

const MEBIBYTE = 1_048_576;

/** Longest wait that a setting can ask for: a day. */
const DAY_MS = 86_400_000;

/**
 * How Core runs one server. Every field is optional: one that is absent means the installation's default. Settings are
 * stored and replaced as a whole.
 */
export const serverSettingsSchema = z.strictObject({
  /**
   * Who shares a connection: `shared` everybody, `per-principal` the clients of one principal, `per-session` nobody.
   * `auto`: everybody, until the server is known to ask its clients questions.
   */
  connection: z.enum(["auto", "shared", "per-principal", "per-session"]).optional(),
  /**
   * What the server may ask its clients. Default: all three over HTTP; no roots over stdio, where a server runs on Core's
   * own machine and some open whatever directories a client names.
   */
  questions: z
    .array(z.enum(["sampling", "elicitation", "roots"]))
    .max(3)
    .optional(),
  /** Which protocol era Core speaks. `auto`: detected, remembered, and detected anew when it no longer fits. */
  era: z.enum(["auto", "legacy", "modern"]).optional(),
  /** Requests that the server works on at a time. */
  maxConcurrentRequests: z.number().int().min(1).max(1_000).optional(),
  /** Requests that wait for their turn; further ones are refused at once. */
  maxQueuedRequests: z.number().int().min(0).max(100_000).optional(),
  /** Bound for one request, however busy the server shows itself. */
  callTimeoutMs: milliseconds(100, DAY_MS).optional(),
  /** Bound for the silence within one request: each sign of progress begins it anew. */
  silenceTimeoutMs: milliseconds(100, DAY_MS).optional(),
  /** The server is stopped after so long without a request. null: never. */
  idleStopMs: milliseconds(1_000, DAY_MS).nullable().optional(),
  /** A connection without traffic for so long is asked whether it still works. */
  keepAliveMs: milliseconds(1_000, DAY_MS).optional(),
  /** Connects when a client that may use the server begins a session, not with its first request. */
  warmUp: z.boolean().optional(),
  /**
   * Names of tools that may run twice without harm, as an administrator has judged: their calls are repeated once when
   * the connection breaks. A server's own hint never does this.
   */
  idempotentTools: z.array(z.string().min(1).max(256)).max(1_000).optional(),
  /**
   * Bytes of one answer that is passed on while it arrives (a large resource); a larger one is refused or broken off.
   * Default: 256 MiB. What a rule has to look at whole has other bounds.
   */
  maxAnswerBytes: z
    .number()
    .int()
    .min(MEBIBYTE)
    .max(64 * 1_024 * MEBIBYTE)
    .optional(),
  /**
   * Methods of extensions that are passed on to this server, as `vendor/name` or `vendor/*`. Default: none, so that a
   * method that Core does not know reaches no server.
   */
  extensionMethods: z.array(extensionMethodSchema).max(100).optional(),
});
export type ServerSettings = z.infer<typeof serverSettingsSchema>;
