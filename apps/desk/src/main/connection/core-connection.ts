import type { ChangeTopic, Me, SocketNotification } from "@peta/contract";
import type { ConnectionStatus, ConnectionView } from "../../shared/state.ts";
import type { Clock } from "../clock.ts";
import { DeskError } from "../desk-error.ts";
import { createFetchCore, type Fetch } from "../http/fetch-core.ts";
import { refreshTokens, revokeTokens } from "../oauth/token-endpoint.ts";
import { type CoreApi, createCoreApi, toDeskError } from "./core-api.ts";
import { createCoreSocket } from "./core-socket.ts";
import type { Credential } from "./credential.ts";
import { createTokenSource } from "./token-source.ts";

/** What is remembered of a Core between two starts; no secret. */
export interface KnownCore {
  connectionId: string;
  url: string;
  name: string;
  signedInBy: "browser" | "token" | null;
}

export interface ConnectionListener {
  /** Status, name or person changed. */
  onView(): void;
  /** What was missed meanwhile must be asked for. */
  onLive(): void;
  onNotification(notification: SocketNotification): void;
  /** Something of the person's, or of their agents', is to be asked for again. */
  onChanged(topics: readonly ChangeTopic[]): void;
}

export interface CoreConnection {
  readonly connectionId: string;
  view(): Omit<ConnectionView, "waiting">;
  /** Asks Core; what goes wrong is a DeskError. */
  ask<T>(question: (api: CoreApi) => Promise<T>): Promise<T>;
  start(): void;
  retry(): void;
  /** Ends the grant at Core; one that cannot be reached now ends by itself later. */
  revoke(): Promise<void>;
  stop(): void;
}

export interface ConnectionDeps {
  fetch: Fetch;
  clock: Clock;
  version: string;
  device: { deviceName: string; platform: string };
  currentPage: () => string;
}

/** A refusal of the typed API does not say why; Core does, on the socket, which it ends at most a second later. */
const REASON_WITHIN_MS = 2_000;

/** One Core with one person's credential: the typed API for questions, the socket for what happens meanwhile. */
export function createCoreConnection(
  deps: ConnectionDeps,
  known: KnownCore,
  held: { credential: Credential | null; save: (credential: Credential) => Promise<void> },
  listener: ConnectionListener,
): CoreConnection {
  const { clock } = deps;
  const { connectionId, url } = known;
  const fetchCore = createFetchCore({ fetch: deps.fetch, origin: url });
  let { name } = known;
  let me: Me | null = null;
  let status: ConnectionStatus = held.credential === null ? "signed_out" : "connecting";
  let reason: string | null = held.credential === null && known.signedInBy !== null ? "Sign in again." : null;
  let since = clock.now();
  let isStopped = false;
  let cancelSocketStop = (): void => {};

  function become(next: ConnectionStatus, why: string | null): void {
    if (isStopped || (next === status && why === reason)) return;
    if (next !== status) since = clock.now();
    status = next;
    reason = why;
    listener.onView();
  }
  function lose(why: string): void {
    if (status !== "signed_out") become("reconnecting", why);
  }
  function endSignIn(why: string): void {
    if (isStopped) return;
    cancelSocketStop();
    socket.stop();
    me = null;
    become("signed_out", why);
  }
  function endSignInUnexplained(why: string): void {
    if (isStopped || status === "signed_out") return;
    me = null;
    become("signed_out", why);
    cancelSocketStop();
    cancelSocketStop = clock.after(REASON_WITHIN_MS, () => {
      if (status === "signed_out") socket.stop();
    });
  }

  const tokens = createTokenSource({
    credential: held.credential,
    clock,
    refresh: (credential) => refreshTokens({ fetchCore, clock }, credential),
    save: held.save,
    onRenewed: () => socket.renew(),
  });
  const api = createCoreApi({
    fetch: deps.fetch,
    origin: url,
    tokens,
    version: deps.version,
    onRefused: endSignInUnexplained,
  });
  const socket = createCoreSocket({
    origin: url,
    tokens,
    clock,
    device: { ...deps.device, appVersion: deps.version },
    currentPage: deps.currentPage,
    events: {
      onLive(info) {
        name = info.serverName;
        become("live", null);
        listener.onView();
        void readMe();
        listener.onLive();
      },
      onNotification(notification) {
        if (notification.type === "user_disabled" || notification.type === "user_expired")
          return endSignIn(notification.message);
        if (status === "signed_out") return;
        listener.onNotification(notification);
      },
      onChanged: (topics) => listener.onChanged(topics),
      onLost: lose,
      onRefused: endSignIn,
    },
  });

  async function ask<T>(question: (api: CoreApi) => Promise<T>): Promise<T> {
    if (status === "signed_out")
      throw new DeskError("desk.signed_out", "You are signed out of this Peta. Sign in again.");
    try {
      return await question(api);
    } catch (error) {
      const problem = toDeskError(error, url);
      if (problem.code === "desk.sign_in_expired") endSignInUnexplained(problem.message);
      throw problem;
    }
  }

  /** Who this is. What fails here shows where it is needed. */
  async function readMe(): Promise<void> {
    const found = await ask(({ consoleSessions }) => consoleSessions.me.query()).catch(() => null);
    if (found === null || isStopped) return;
    me = found;
    listener.onView();
  }

  return {
    connectionId,
    view: () => ({
      connectionId,
      url,
      name,
      signedInBy: known.signedInBy,
      status,
      reason,
      since: new Date(since).toISOString(),
      me,
    }),
    ask,
    start() {
      if (held.credential !== null) socket.start();
    },
    retry() {
      cancelSocketStop();
      if (status === "signed_out" && held.credential !== null) become("connecting", null);
      if (held.credential !== null) socket.reconnect();
    },
    async revoke() {
      const credential = tokens.credential();
      if (credential?.kind === "oauth") await revokeTokens(fetchCore, credential);
    },
    stop() {
      isStopped = true;
      cancelSocketStop();
      tokens.stop();
      socket.stop();
    },
  };
}
