import type { ErrorCode } from "@peta/contract";
import { initTRPC, TRPCError } from "@trpc/server";

/** What the twin answers as: the error type of Core's modules, reduced to what this wire shows of it. */
class TwinError extends Error {
  readonly code: string;
  readonly lastLines: string[] | undefined;
  constructor(code: ErrorCode | (string & {}), message: string, lastLines?: string[]) {
    super(message);
    this.code = code;
    this.lastLines = lastLines;
  }
}

export const refusal = (code: string, message: string, lastLines?: string[]) =>
  new TRPCError({ code: "CONFLICT", message, cause: new TwinError(code, message, lastLines) });

/** Procedures and routers with the error form of Core's wire. */
export const createTwinApi = () =>
  initTRPC.context<{ token: string | null }>().create({
    errorFormatter: ({ shape, error }) => {
      const { cause } = error;
      const peta =
        cause instanceof TwinError
          ? { code: cause.code, message: cause.message, ...(cause.lastLines && { lastLines: cause.lastLines }) }
          : error.code === "BAD_REQUEST"
            ? { code: "input.invalid", message: "the input does not fit" }
            : { code: "internal.error", message: "Something went wrong inside Core." };
      return { ...shape, data: { ...shape.data, stack: undefined, peta } };
    },
  });

export type TwinApi = ReturnType<typeof createTwinApi>;
