import type { ErrorCode } from "@peta/contract";

export interface CoreErrorOptions {
  /** For the log only: never sent to a caller. */
  detail?: string;
  cause?: unknown;
  /** Seconds after which trying again makes sense. */
  retryAfterSeconds?: number;
  /** What a program wrote before it failed, for whoever had it started: not for a record. */
  lastLines?: readonly string[];
}

/** The one error type of the modules: a code from the catalogue and a sentence that the caller may see. */
export class CoreError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly lastLines: readonly string[] | undefined;

  constructor(code: ErrorCode, publicMessage: string, options: CoreErrorOptions = {}) {
    super(publicMessage, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "CoreError";
    this.code = code;
    this.detail = options.detail;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.lastLines = options.lastLines;
  }
}

/**
 * What a caller may see of any error: a CoreError as it is, everything else as a fixed sentence, because an unknown
 * error's text may carry a path, a query or a secret.
 */
export function toPublicError(error: unknown): { code: ErrorCode; message: string } {
  if (error instanceof CoreError) return { code: error.code, message: error.message };
  return {
    code: "internal.error",
    message: "Something went wrong inside Core. The log has the details under this request's id.",
  };
}
