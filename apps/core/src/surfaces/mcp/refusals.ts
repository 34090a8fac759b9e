import type { HttpRequest } from "../http/http-message.ts";
import { CoreError } from "../../errors.ts";
import type { Gateway, GatewayClient, StrangerRefusal } from "../../modules/gateway/index.ts";
import type { Log } from "../../modules/log.ts";
import { MCP_SCOPE_LIST } from "../../modules/oauth/metadata.ts";
import type { Exchange } from "./exchange.ts";
import { isPublicUrl } from "./identify.ts";
import { toWireError } from "./map-error.ts";
import { challenge } from "../http/read-bearer.ts";
import { WireError } from "./wire-error.ts";

const isExpected = (error: unknown): boolean => error instanceof CoreError || error instanceof WireError;

/** How requests are refused that never reach the gateway's own path. */
export function createRefusals(deps: {
  gateway: Gateway;
  clientAddress: (req: HttpRequest) => string | null;
  resourceMetadataUrl?: (req: HttpRequest) => string;
  onRefusedStranger?: (refusal: StrangerRefusal) => void;
  log?: Log;
}) {
  return {
    /** Refuses before anybody is known. */
    refuseStranger(exchange: Exchange, error: unknown): void {
      const fault = toWireError(error, "legacy", null);
      const { req } = exchange;
      if (!isExpected(error)) deps.log?.error({ err: error }, "a request could not be authenticated");
      if (error instanceof CoreError && error.code.startsWith("auth.")) {
        const isPublic = isPublicUrl(req.url ?? "");
        deps.onRefusedStranger?.({
          errorCode: error.code,
          reason: error.message,
          ipAddress: deps.clientAddress(req),
          ...(isPublic && { channel: "public" as const }),
        });
        if (fault.httpStatus === 401 || error.code === "auth.ambiguous_credentials") {
          // No token opens the public endpoint.
          const metadataUrl = isPublic ? null : (deps.resourceMetadataUrl?.(req) ?? null);
          const value = challenge(error, metadataUrl, metadataUrl === null ? null : MCP_SCOPE_LIST);
          fault.options.headers = { ...fault.options.headers, "www-authenticate": value };
        }
      }
      exchange.sendFault(fault);
    },

    /** Refuses a known principal, once the refusal is on record. Never rejects. */
    async refuse(exchange: Exchange, client: GatewayClient, error: unknown): Promise<void> {
      if (exchange.isDone) return;
      const { era, id, method } = exchange;
      const fault = toWireError(error, era, method);
      if (!isExpected(error)) deps.log?.error({ err: error, method }, "a request failed inside Core");
      const errorCode = fault.options.errorCode ?? "request.malformed";
      if (errorCode === "auth.insufficient_scope" && error instanceof CoreError) {
        const value = challenge(error, deps.resourceMetadataUrl?.(exchange.req) ?? null, exchange.scope);
        fault.options.headers = { ...fault.options.headers, "www-authenticate": value };
      }
      try {
        await deps.gateway.record(exchange.client ?? client, {
          action: method?.slice(0, 100) ?? "mcp",
          outcome: errorCode === "internal.error" ? "failed" : "denied",
          requestId: id === null ? null : String(id),
          errorCode,
          reason: fault.message,
        });
        exchange.sendFault(fault);
      } catch (recordError) {
        exchange.sendFault(toWireError(recordError, era, method));
      }
    },
  };
}
