import { CoreError } from "../../../errors.ts";
import type { GatewayClient } from "../../../modules/gateway/index.ts";
import { type Credential, hasTokenHash } from "../../../modules/principals/principal.ts";
import type { Exchange } from "../exchange.ts";
import { isLegacyVersion, LEGACY_VERSIONS } from "../methods.ts";
import { WireError } from "../wire-error.ts";
import type { Session, SessionTable } from "./session.ts";

const tokenHashOf = (credential: Credential): string | null => (hasTokenHash(credential) ? credential.tokenHash : null);

const notFound = (): CoreError =>
  new CoreError("session.not_found", "There is no such session. It may have ended: send initialize to open a new one.");

/** The session's id, and that the version is one with sessions. Throws WireError. */
function readSessionId({ req: { headers } }: Exchange): string {
  const version = headers["mcp-protocol-version"];
  if (version !== undefined && !isLegacyVersion(version as string)) {
    throw new WireError(400, -32000, `Unsupported protocol version. Supported: ${LEGACY_VERSIONS.join(", ")}.`, {
      errorCode: "request.unsupported_version",
    });
  }
  const id = headers["mcp-session-id"];
  if (typeof id === "string" && id !== "") return id;
  throw new WireError(400, -32000, "The Mcp-Session-Id header is missing. Send initialize first.", {
    errorCode: "request.malformed",
  });
}

/** Finds the session of a request: in memory at once, or what an earlier process stored of it. */
export function createRequireSession(deps: { sessions: SessionTable; now: () => number }) {
  const { sessions, now } = deps;

  /** Principal, credential and address are those of this request; the session keeps what the client said of itself. */
  const take = (session: Session, client: GatewayClient): Session => {
    session.lastSeenAt = now();
    const { caller } = session.client;
    const isOther =
      caller.principal !== client.caller.principal ||
      caller.ipAddress !== client.caller.ipAddress ||
      tokenHashOf(caller.credential) !== tokenHashOf(client.caller.credential);
    if (isOther) {
      session.client = { ...session.client, caller: client.caller };
      session.live?.update(session.client);
    }
    return session;
  };

  /** Throws or rejects with session.not_found, database.unavailable, WireError. */
  return (exchange: Exchange, client: GatewayClient, clientKey: string): Session | Promise<Session> => {
    const id = readSessionId(exchange);
    const session = sessions.find(id, client.caller.principal.id, clientKey);
    if (session) return take(session, client);
    return sessions.restore(id, client, clientKey, now()).then((restored) => {
      if (!restored) throw notFound();
      return take(restored, client);
    });
  };
}
