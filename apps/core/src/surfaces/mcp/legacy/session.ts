import type { Gateway, GatewayClient, ListName, LiveSession, SessionPort } from "../../../modules/gateway/index.ts";
import { type Exchange, eventOf } from "../exchange.ts";
import type { OpenExchanges } from "../open-exchanges.ts";

/** One session of a client of the eras with sessions (protocol versions up to 2025-11-25). */
export interface Session {
  readonly id: string;
  readonly principalId: string;
  /** The credential's client application: a session is not another client's, and stays when its token is refreshed. */
  readonly clientKey: string;
  client: GatewayClient;
  readonly protocolVersion: string;
  lastSeenAt: number;
  /** The stream of its GET request. */
  stream: Exchange | null;
  /** What changed while no stream was open; told when one opens. */
  readonly untold: Set<ListName>;
  /** Requests that are being answered. */
  underWay: number;
  live: LiveSession | null;
}

const listChangedEvent = (list: ListName): string =>
  eventOf(`{"jsonrpc":"2.0","method":"notifications/${list}/list_changed"}`);

/** Sends what is untold, if there is somebody to hear it. */
export function tellUntold(session: Session): void {
  const { stream } = session;
  if (!stream || stream.isDone) return;
  for (const list of session.untold) stream.write(listChangedEvent(list));
  session.untold.clear();
}

/** How the gateway reaches a session. */
const sessionPort = (session: Session, end: () => void): SessionPort => ({
  listChanged(lists) {
    for (const list of lists) session.untold.add(list);
    tellUntold(session);
  },
  notify({ method, params }) {
    session.stream?.write(eventOf(JSON.stringify({ jsonrpc: "2.0", method, params })));
  },
  end,
});

export interface SessionTable {
  open(client: GatewayClient, clientKey: string, protocolVersion: string, now: number): Session | null;
  /** The session, if it is this credential's; a foreign one is as unknown as one that never was (A22). */
  find(id: string, principalId: string, clientKey: string): Session | null;
  end(session: Session): void;
  /** Ends the sessions that have been idle since `before`. */
  sweep(before: number): void;
  all(): Iterable<Session>;
  /** Of one workspace, or of all. */
  size(workspaceId?: string): number;
}

const isIdle = (session: Session): boolean => session.stream === null && session.underWay === 0;

/** The sessions of this process. A principal at its limit loses the session it used longest ago, if that one is idle. */
export function createSessionTable(deps: {
  open: OpenExchanges;
  gateway: Gateway;
  perPrincipal: number;
  newId: () => string;
}): SessionTable {
  const byId = new Map<string, Session>();
  const byPrincipal = new Map<string, Set<Session>>();

  const end = (session: Session): void => {
    if (!byId.delete(session.id)) return;
    const siblings = byPrincipal.get(session.principalId);
    siblings?.delete(session);
    if (siblings?.size === 0) byPrincipal.delete(session.principalId);
    session.live?.close();
    deps.open.forEach((exchange) => {
      if (exchange.client?.sessionId === session.id) exchange.cancel();
    });
    session.stream?.sendNothing();
    session.stream = null;
  };

  const makeRoom = (siblings: Set<Session>): boolean => {
    if (siblings.size < deps.perPrincipal) return true;
    let oldest: Session | null = null;
    for (const session of siblings)
      if (isIdle(session) && (oldest === null || session.lastSeenAt < oldest.lastSeenAt)) oldest = session;
    if (oldest) end(oldest);
    return oldest !== null;
  };

  return {
    open(client, clientKey, protocolVersion, now) {
      const principalId = client.caller.principal.id;
      if (!makeRoom(byPrincipal.get(principalId) ?? new Set())) return null;
      const id = deps.newId();
      const session: Session = {
        id,
        principalId,
        clientKey,
        client: { ...client, sessionId: id },
        protocolVersion,
        lastSeenAt: now,
        stream: null,
        untold: new Set(),
        underWay: 0,
        live: null,
      };
      session.live = deps.gateway.openSession(
        session.client,
        sessionPort(session, () => end(session)),
      );
      byId.set(id, session);
      let siblings = byPrincipal.get(principalId);
      if (!siblings) byPrincipal.set(principalId, (siblings = new Set()));
      siblings.add(session);
      return session;
    },
    find(id, principalId, clientKey) {
      const session = byId.get(id);
      return session && session.principalId === principalId && session.clientKey === clientKey ? session : null;
    },
    end,
    sweep(before) {
      for (const session of byId.values()) if (session.lastSeenAt < before && isIdle(session)) end(session);
    },
    all: () => byId.values(),
    size(workspaceId) {
      if (workspaceId === undefined) return byId.size;
      let count = 0;
      for (const { client } of byId.values()) if (client.caller.principal.workspaceId === workspaceId) count++;
      return count;
    },
  };
}
