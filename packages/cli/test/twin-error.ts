import type { ErrorCode } from "@peta/contract";
import { TRPCError } from "@trpc/server";

/** What the twin answers as: the error type of Core's modules, reduced to what this wire shows of it. */
export class TwinError extends Error {
  readonly code: string;
  constructor(code: ErrorCode | (string & {}), message: string) {
    super(message);
    this.code = code;
  }
}

export const refusal = (code: string, message: string) =>
  new TRPCError({ code: "CONFLICT", message, cause: new TwinError(code, message) });
