import type { IncomingMessage, ServerResponse } from "node:http";
import { CoreError, toPublicError } from "../../errors.ts";
import type { AdmitAddress } from "../../modules/network/admission.ts";
import { DATA_POLICY, SECURITY_HEADERS } from "../http/security-headers.ts";
import { type HostGuard, requireKnownHost } from "../http/host-guard.ts";
import type { PetaServer } from "./connection.ts";
import type { SocketLimits } from "./socket-limits.ts";

export interface EngineGuardDeps {
  guard: HostGuard;
  admitAddress: AdmitAddress;
  clientAddress: (request: IncomingMessage) => string | null;
  limits: Pick<SocketLimits, "connections" | "strangersPerAddress">;
  onRefused: (error: CoreError, ipAddress: string | null) => void;
}

const statusOf = (error: unknown): number => {
  if (!(error instanceof CoreError)) return 500;
  return error.code === "session.limit" ? 429 : error.code === "database.unavailable" ? 503 : 403;
};

/**
 * What is asked of every request of this wire before anybody is known: a Host and an Origin of ours (A48), an address
 * that some workspace lets in, and room for one more stranger (A35). There are no CORS headers at all.
 */
export function guardEngine(io: PetaServer, deps: EngineGuardDeps): { isKnown(connection: object): void } {
  const strangers = new Map<string, number>();
  /** Connections that have not said yet who they are, with their address. */
  const unknown = new Map<object, string>();

  const requireRoom = (address: string): void => {
    const isFull = io.engine.clientsCount >= deps.limits.connections;
    if (!isFull && (strangers.get(address) ?? 0) < deps.limits.strangersPerAddress) return;
    throw new CoreError("session.limit", "There are too many open connections. Try again in a moment.", {
      retryAfterSeconds: 10,
    });
  };
  const leave = (connection: object): void => {
    const address = unknown.get(connection);
    if (address === undefined) return;
    unknown.delete(connection);
    const left = (strangers.get(address) ?? 1) - 1;
    if (left > 0) strangers.set(address, left);
    else strangers.delete(address);
  };

  io.engine.use(
    (request: IncomingMessage & { _query?: { sid?: string } }, response: ServerResponse, next: () => void) => {
      const ipAddress = deps.clientAddress(request);
      try {
        requireKnownHost(deps.guard, request.headers.host, request.headers.origin);
        if (request._query?.sid === undefined) {
          deps.admitAddress(ipAddress);
          requireRoom(ipAddress ?? "");
        }
      } catch (error) {
        if (error instanceof CoreError) deps.onRefused(error, ipAddress);
        const { retryAfterSeconds } = error as Partial<CoreError>;
        response.writeHead(statusOf(error), {
          "content-type": "application/json",
          ...(retryAfterSeconds !== undefined && { "retry-after": String(retryAfterSeconds) }),
          ...SECURITY_HEADERS,
        });
        response.end(JSON.stringify({ error: toPublicError(error) }));
        return;
      }
      next();
    },
  );
  io.engine.on("headers", (headers: Record<string, string>) => {
    Object.assign(headers, SECURITY_HEADERS, { "content-security-policy": DATA_POLICY });
  });
  io.engine.on(
    "connection",
    (connection: { request: IncomingMessage; once(event: "close", run: () => void): void }) => {
      const address = deps.clientAddress(connection.request) ?? "";
      unknown.set(connection, address);
      strangers.set(address, (strangers.get(address) ?? 0) + 1);
      connection.once("close", () => leave(connection));
    },
  );
  return { isKnown: leave };
}
