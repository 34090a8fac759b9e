import type { CoreError } from "../../../errors.ts";
import {
  declaresPages,
  type Gateway,
  type GatewayClient,
  type ListName,
  type LiveSession,
  type SessionPort,
} from "../../../modules/gateway/index.ts";
import type { Json } from "../../../modules/json.ts";
import type { KeptSession, SessionIdentity, SessionsModule } from "../../../modules/sessions/index.ts";
import { isAnonymous } from "../../../modules/principals/principal.ts";
import type { McpLimits } from "../mcp-limits.ts";
import type { Exchange, TrailKeeper } from "../exchange.ts";
import type { OpenExchanges } from "../open-exchanges.ts";
import type { CallTrails } from "./call-trails.ts";
import { onStreamOf, type SendToClient, SessionQuestions } from "./session-questions.ts";
import { OwnStream } from "./own-stream.ts";
import { readState, type SaidState, writeState } from "./session-state.ts";

/** One session of a client of the eras with sessions (protocol versions up to 2025-11-25). */
export interface Session {
  readonly id: string;
  readonly identity: SessionIdentity;
  readonly principalId: string;
  /** The credential's client application: a session is not another client's, and stays when its token is refreshed. */
  readonly clientKey: string;
  client: GatewayClient;
  readonly protocolVersion: string;
  lastSeenAt: number;
  /** What the client declared in `initialize`. */
  readonly capabilities: Json;
  /** The resources of which it hears updates, as it named them; some may have ended since. */
  readonly subscribed: Set<string>;
  /** The stream of its GET request. */
  readonly own: OwnStream;
  /** What keeps the streams of its calls. */
  readonly keeper: TrailKeeper;
  /** What the client was asked and has not answered yet. */
  readonly questions: SessionQuestions;
  /** Requests that are being answered. */
  underWay: number;
  live: LiveSession | null;
}

/** Hears updates again, of what may still be read; what changed meanwhile nobody knows, so each counts as updated. */
async function subscribeAgain({ live, subscribed, own }: Session): Promise<void> {
  for (const uri of subscribed) {
    try {
      // Servers that are only starting get one request after the other.
      await live?.subscribe(uri, "restored");
      own.send(JSON.stringify({ jsonrpc: "2.0", method: "notifications/resources/updated", params: { uri } }));
    } catch {
      subscribed.delete(uri);
    }
  }
}

/** The session's own stream, or else that of any call of it that has one already. */
const anyStreamOf =
  (session: Session, open: OpenExchanges): SendToClient =>
  (json) => {
    if (session.own.reader !== null) {
      session.own.send(json);
      return true;
    }
    let call: Exchange | null = null;
    open.forEach((exchange) => {
      if (exchange.client?.sessionId === session.id && exchange.keeper && !exchange.isDone) call ??= exchange;
    });
    return call !== null && onStreamOf(call)(json);
  };

/** How the gateway reaches a session. */
const sessionPort = (session: Session, open: OpenExchanges, end: (why?: CoreError) => void): SessionPort => ({
  capabilities: session.capabilities,
  ask: (question, signal) => session.questions.ask(anyStreamOf(session, open), question, signal),
  listChanged(lists) {
    session.own.listChanged(lists);
  },
  notify({ method, params }) {
    session.own.send(JSON.stringify({ jsonrpc: "2.0", method, params }));
  },
  end,
});

export interface SessionTable {
  /** Null: no room. It outlives this process once `keep` has resolved. */
  open(
    client: GatewayClient,
    clientKey: string,
    protocolVersion: string,
    capabilities: Json,
    now: number,
  ): Session | null;
  /** The session, if it is this credential's; a foreign one is as unknown as one that never was (A22). */
  find(id: string, principalId: string, clientKey: string): Session | null;
  /**
   * The session of an earlier process, if it is this credential's and there is room. Throws database.unavailable.
   */
  restore(id: string, client: GatewayClient, clientKey: string, now: number): Promise<Session | null>;
  /** Stores what the client has said. Never rejects. */
  keep(session: Session): Promise<void>;
  end(session: Session): void;
  /** Lets every session go, for the next process: their own streams end, their calls come to their end. */
  suspend(now: number): Promise<void>;
  /** Ends the sessions that have been idle since `before`. */
  sweep(before: number): void;
  /** Stores which sessions were used since the last time. */
  touch(now: number): Promise<void>;
  /** Of one workspace, or of all. */
  size(workspaceId?: string): number;
}

const isIdle = (session: Session): boolean => session.own.reader === null && session.underWay === 0;

/** The sessions of this process. A principal at its limit loses the session it used longest ago, if that one is idle. Whoever has no sign-in has few. */
export function createSessionTable(deps: {
  open: OpenExchanges;
  gateway: Gateway;
  kept: SessionsModule;
  trails: CallTrails;
  limits: Pick<McpLimits, "sessionsPerPrincipal" | "sessionsPerAddress" | "anonymousSessions">;
  newId: () => string;
}): SessionTable {
  const { kept, trails } = deps;
  const byId = new Map<string, Session>();
  const byPrincipal = new Map<string, Set<Session>>();
  const anonymous = new Set<Session>();

  const restoring = new Map<string, Promise<Session | null>>();
  let touchedAt = Number.NEGATIVE_INFINITY;

  const end = (session: Session, why?: CoreError): void => {
    if (!byId.delete(session.id)) return;
    kept.end(session.identity);
    const siblings = byPrincipal.get(session.principalId);
    siblings?.delete(session);
    anonymous.delete(session);
    if (siblings?.size === 0) byPrincipal.delete(session.principalId);
    session.live?.close();
    session.questions.close();
    deps.open.forEach((exchange) => {
      if (exchange.client?.sessionId === session.id) exchange.cancel(why);
    });
    session.own.close();
  };

  const makeRoomIn = (siblings: ReadonlySet<Session>, limit: number): boolean => {
    if (siblings.size < limit) return true;
    let oldest: Session | null = null;
    for (const session of siblings)
      if (isIdle(session) && (oldest === null || session.lastSeenAt < oldest.lastSeenAt)) oldest = session;
    if (oldest) end(oldest);
    return oldest !== null;
  };
  const makeRoom = ({ caller }: GatewayClient): boolean => {
    const siblings = byPrincipal.get(caller.principal.id) ?? new Set();
    const { sessionsPerPrincipal, sessionsPerAddress, anonymousSessions } = deps.limits;
    if (!isAnonymous(caller)) return makeRoomIn(siblings, sessionsPerPrincipal);
    return makeRoomIn(siblings, sessionsPerAddress) && makeRoomIn(anonymous, anonymousSessions);
  };

  const add = (
    id: string,
    { client, ...said }: SaidState & { client: GatewayClient },
    from: Pick<KeptSession, "clientKey" | "protocolVersion" | "lastSeenAt">,
    untold: readonly ListName[],
  ): Session | null => {
    const { id: principalId, workspaceId } = client.caller.principal;
    if (!makeRoom(client)) return null;
    const identity = { workspaceId, idHash: kept.hashId(id) };
    const { clientKey, protocolVersion, lastSeenAt } = from;
    const session: Session = {
      ...said,
      clientKey,
      protocolVersion,
      lastSeenAt,
      id,
      identity,
      principalId,
      client: { ...client, sessionId: id, showsPages: declaresPages(said.capabilities) },
      own: new OwnStream(identity, protocolVersion, kept, untold),
      keeper: trails.keeperOf(identity, protocolVersion),
      questions: new SessionQuestions(),
      underWay: 0,
      live: null,
    };
    session.live = deps.gateway.openSession(
      session.client,
      sessionPort(session, deps.open, (why) => end(session, why)),
    );
    byId.set(id, session);
    let siblings = byPrincipal.get(principalId);
    if (!siblings) byPrincipal.set(principalId, (siblings = new Set()));
    siblings.add(session);
    if (isAnonymous(client.caller)) anonymous.add(session);
    return session;
  };

  const restore = async (
    id: string,
    client: GatewayClient,
    clientKey: string,
    now: number,
  ): Promise<Session | null> => {
    const { id: principalId, workspaceId } = client.caller.principal;
    const found = await kept.find(id, { workspaceId, principalId, clientKey });
    if (!found) return null;
    const said = readState(found.state);
    const restored = { ...said, client: { ...client, ...said.client } };
    // Nobody knows what happened to the lists meanwhile.
    const session = add(id, restored, { ...found, lastSeenAt: now }, ["tools", "resources", "prompts"]);
    if (session) void subscribeAgain(session);
    return session;
  };

  return {
    open: (client, clientKey, protocolVersion, capabilities, now) =>
      add(
        deps.newId(),
        { client, capabilities, subscribed: new Set() },
        { clientKey, protocolVersion, lastSeenAt: now },
        [],
      ),
    restore(id, client, clientKey, now) {
      // Theirs are not stored.
      if (isAnonymous(client.caller)) return Promise.resolve(null);
      // Requests that come together restore it once.
      const key = `${id} ${client.caller.principal.id} ${clientKey}`;
      let promise = restoring.get(key);
      if (!promise) {
        promise = restore(id, client, clientKey, now).finally(() => restoring.delete(key));
        restoring.set(key, promise);
      }
      return promise;
    },
    keep: (session) => {
      if (isAnonymous(session.client.caller)) return Promise.resolve();
      const { identity, principalId, clientKey, protocolVersion, lastSeenAt } = session;
      const state = writeState(session);
      return kept.keep({ ...identity, principalId, clientKey, protocolVersion, lastSeenAt, state });
    },
    find(id, principalId, clientKey) {
      const session = byId.get(id);
      return session && session.principalId === principalId && session.clientKey === clientKey ? session : null;
    },
    end,
    sweep(before) {
      for (const session of byId.values()) if (session.lastSeenAt < before && isIdle(session)) end(session);
    },
    async touch(now) {
      const used: string[] = [];
      for (const session of byId.values())
        if (session.lastSeenAt > touchedAt || !isIdle(session)) used.push(session.identity.idHash);
      touchedAt = now;
      await kept.touch(used);
    },
    async suspend(now) {
      for (const session of byId.values()) {
        session.live?.close();
        // Nobody waits for an answer of a person when Core stops.
        session.questions.close("Core stops.");
        session.own.close();
      }
      await this.touch(now);
    },
    size(workspaceId) {
      if (workspaceId === undefined) return byId.size;
      let count = 0;
      for (const { client } of byId.values()) if (client.caller.principal.workspaceId === workspaceId) count++;
      return count;
    },
  };
}
