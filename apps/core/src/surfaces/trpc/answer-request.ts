import { fastifyRequestHandler } from "@trpc/server/adapters/fastify";
import type { FastifyReply, FastifyRequest } from "fastify";
import { CoreError } from "../../errors.ts";
import type { Caller } from "../../modules/principals/principal.ts";
import { recordRefusal } from "../record-refusal.ts";
import { createAppRouter } from "./app-router.ts";
import type { TrpcEndpointDeps } from "./deps.ts";
import { toTrpcError } from "./map-error.ts";
import type { TrpcContext } from "./trpc.ts";

export interface AnswerRequestDeps extends TrpcEndpointDeps {
  /** Who asks. Throws or rejects where the request is refused. */
  callerNow: (request: FastifyRequest, reply: FastifyReply) => Promise<Caller | null>;
  maxBatchSize: number;
}

/** Answers requests of the typed API whose body has been read. */
export function createAnswerRequest(deps: AnswerRequestDeps) {
  const router = createAppRouter(deps);
  const createContext = async ({ req, res }: { req: FastifyRequest; res: FastifyReply }): Promise<TrpcContext> => {
    try {
      return {
        caller: await deps.callerNow(req, res),
        requestId: req.id,
        ipAddress: deps.clientAddress(req.raw),
        userAgent: req.headers["user-agent"] ?? null,
        isSetUp: await deps.installation.isSetUp(),
        setSessionCookie: (session) => void res.header("set-cookie", deps.cookie.write(session)),
      };
    } catch (cause) {
      throw cause instanceof CoreError ? toTrpcError(cause) : cause;
    }
  };
  return (req: FastifyRequest, res: FastifyReply, path: string): Promise<void> =>
    fastifyRequestHandler({
      router,
      req,
      res,
      path,
      createContext,
      maxBatchSize: deps.maxBatchSize,
      onError({ error, path: at, ctx }) {
        // The refusal itself does not wait for its record: nothing was done that must not happen unrecorded.
        recordRefusal(deps.audit.recorder, ctx?.caller, at, error.cause).catch((err: unknown) =>
          deps.log.error({ requestId: req.id, path: at, err }, "a refusal could not be recorded"),
        );
        const fields = {
          requestId: req.id,
          path: at,
          code: error.cause instanceof CoreError ? error.cause.code : error.code,
        };
        if (error.code === "INTERNAL_SERVER_ERROR")
          deps.log.error({ ...fields, err: error.cause ?? error }, "an API request failed");
        else
          deps.log.debug(
            { ...fields, detail: error.cause instanceof CoreError ? error.cause.detail : undefined },
            "an API request was refused",
          );
      },
    });
}
