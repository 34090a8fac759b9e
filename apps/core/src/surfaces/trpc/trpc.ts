import type { PublicError } from "@peta/contract";
import { initTRPC, type TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import { CoreError, toPublicError } from "../../errors.ts";
import { type Caller, canAdminister, refuseApplication } from "../../modules/principals/principal.ts";
import { inputProblem } from "../input-problem.ts";
import { toTrpcError } from "./map-error.ts";

/** What every procedure knows about the request, made once by the endpoint. */
export interface TrpcContext {
  /** Null: nobody signed in. */
  caller: Caller | null;
  requestId: string;
  ipAddress: string | null;
  userAgent: string | null;
  isSetUp: boolean;
  /** Sends a session cookie with the answer; null takes it away. */
  setSessionCookie(session: { secret: string; expiresAt: number } | null): void;
}

/** tRPC's own refusals, before a procedure runs. */
const OWN_REFUSALS: Partial<Record<TRPCError["code"], PublicError>> = {
  PARSE_ERROR: { code: "input.invalid", message: "The body is not JSON." },
  BAD_REQUEST: { code: "input.invalid", message: "The body is not the JSON that this procedure takes." },
  UNSUPPORTED_MEDIA_TYPE: { code: "input.invalid", message: "Send the input as application/json." },
  NOT_FOUND: { code: "request.unsupported", message: "There is no such procedure." },
  METHOD_NOT_SUPPORTED: { code: "request.unsupported", message: "Queries use GET and mutations use POST." },
  PAYLOAD_TOO_LARGE: { code: "request.too_large", message: "The body is too large." },
};

function publicErrorOf(error: TRPCError): PublicError {
  if (error.cause instanceof CoreError) {
    const { lastLines } = error.cause;
    return { ...toPublicError(error.cause), ...(lastLines && { lastLines: [...lastLines] }) };
  }
  // A ZodError under any other code is an answer of ours that does not fit: nothing that the caller did.
  if (error.code === "BAD_REQUEST" && error.cause instanceof ZodError)
    return { code: "input.invalid", message: inputProblem(error.cause) };
  return OWN_REFUSALS[error.code] ?? toPublicError(error.cause ?? error);
}

const t = initTRPC.context<TrpcContext>().create({
  // A stream ends now and then, so that its reader proves again who they are.
  sse: {
    ping: { enabled: true, intervalMs: 15_000 },
    maxDurationMs: 15 * 60_000,
    client: { reconnectAfterInactivityMs: 40_000 },
  },
  errorFormatter({ shape, error }) {
    const peta = publicErrorOf(error);
    // No stack and no cause leave Core, in development neither.
    return {
      ...shape,
      message: peta.message,
      data: { code: shape.data.code, httpStatus: shape.data.httpStatus, path: shape.data.path, peta },
    };
  },
});

export const router = t.router;

/** Turns what modules throw into tRPC's error with the right status. */
const mapErrors = t.middleware(async ({ next }) => {
  const result = await next();
  if (!result.ok && result.error.cause instanceof CoreError) throw toTrpcError(result.error.cause);
  return result;
});

/** For everybody: public status, set-up and sign-in. */
export const publicProcedure = t.procedure.use(mapErrors);

/** For anybody with a credential, once the installation is set up. */
export const callerProcedure = publicProcedure.use(({ ctx, next }) => {
  if (!ctx.isSetUp)
    throw new CoreError(
      "setup.required",
      "This installation is not set up yet. Open the set-up link from the start log, or run `peta setup`.",
    );
  if (!ctx.caller) throw new CoreError("auth.required", "Sign in, or send an access token as `Authorization: Bearer`.");
  return next({ ctx: { ...ctx, caller: ctx.caller } });
});

/**
 * For what an application does not do that a person allowed to act for them: the scope `peta:user` opens what is that
 * person's own, whatever their role is (A4).
 */
export const ownCredentialProcedure = callerProcedure.use(({ ctx, next }) => {
  refuseApplication(ctx.caller);
  return next();
});

/** For owners and admins. */
export const adminProcedure = ownCredentialProcedure.use(({ ctx, next }) => {
  if (!canAdminister(ctx.caller.principal))
    throw new CoreError("auth.forbidden", "Only an owner or an admin of this workspace may do this.");
  return next();
});
