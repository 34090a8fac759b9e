import type {
  ChangeTopic,
  ClientToServerEvents,
  ConnectErrorData,
  DeviceAnswer,
  DeviceRequestName,
  ServerInfoEvent,
  ServerToClientEvents,
  SocketNotification,
} from "@peta/contract";
import { SOCKET_ERROR } from "@peta/contract";
import { io, type Socket } from "socket.io-client";
import type { Clock } from "../clock.ts";
import type { TokenSource } from "./token-source.ts";

export interface SocketEvents {
  onLive(info: ServerInfoEvent): void;
  onNotification(notification: SocketNotification): void;
  onChanged(topics: readonly ChangeTopic[]): void;
  /** The wire is gone and tried again. */
  onLost(reason: string): void;
  /** Core refused the credential, and there is no other. */
  onRefused(reason: string): void;
}

export interface CoreSocket {
  start(): void;
  /** Tries at once what is tried again anyway. */
  reconnect(): void;
  /** An open wire was opened with the token before: it is opened anew. */
  renew(): void;
  stop(): void;
}

/** Core's sentence of the old wire, as one for the person in front of the window. */
function refusalWords(message: string): string {
  if (/disabled/i.test(message)) return "Your account is disabled. Ask an administrator.";
  if (/expired/i.test(message)) return "Your access has expired. Sign in again.";
  return "Peta no longer accepts this sign-in. Sign in again.";
}

type DeskSocket = Socket<ServerToClientEvents, ClientToServerEvents>;
/** What Desk answers to Core's own requests. The rest is refused: it would need a window of its own. */
type Answered = Exclude<DeviceRequestName, "ask_user_confirm">;

/** A refusal that is not about the credential (too many requests, an address rule) is asked again after this long. */
const REFUSED_RETRY_MS = 20_000;

/**
 * The wire on which Core tells what happens, and knows that this person is there. Payloads that Core sends are shown
 * or acted upon by what they name; whatever matters is asked again over the typed API.
 */
export function createCoreSocket(deps: {
  origin: string;
  tokens: TokenSource;
  clock: Clock;
  device: { deviceName: string; appVersion: string; platform: string };
  currentPage: () => string;
  events: SocketEvents;
}): CoreSocket {
  const { tokens, clock, events, origin } = deps;
  let cancelRetry = (): void => {};
  let lastToken: string | null = null;
  const socket: DeskSocket = io(origin, {
    autoConnect: false,
    // The token must not travel in the address of a poll, and one connection is one presence.
    transports: ["websocket"],
    forceNew: true,
    reconnectionDelay: 500,
    reconnectionDelayMax: 10_000,
    timeout: 10_000,
    auth: (give) => {
      tokens.current().then(
        (token) => {
          lastToken = token;
          give({ token });
        },
        // Core says what is wrong with none at all, and that is handled as any refusal.
        () => give({}),
      );
    },
  });

  async function handleRefusal(message: string, data: ConnectErrorData | undefined): Promise<void> {
    const isAboutCredential = data === undefined ? /authentication/i.test(message) : data.code.startsWith("auth.");
    if (!isAboutCredential) {
      events.onLost(message);
      return retryIn((data?.retryAfterSeconds ?? 0) * 1_000 || REFUSED_RETRY_MS);
    }
    try {
      if (lastToken !== null && (await tokens.replace(lastToken)) !== null) return void socket.connect();
      events.onRefused(refusalWords(message));
    } catch (error) {
      const reason = error instanceof Error ? error.message : message;
      if ((error as { code?: unknown }).code === "desk.sign_in_expired") return events.onRefused(reason);
      events.onLost(reason);
      retryIn(REFUSED_RETRY_MS);
    }
  }
  function retryIn(delayMs: number): void {
    cancelRetry();
    cancelRetry = clock.after(delayMs, () => void socket.connect());
  }

  function reconnect(): void {
    cancelRetry();
    socket.disconnect().connect();
  }

  socket.on("server_info", (info) => {
    socket.emit("client-info", { deviceType: "desktop", ...deps.device });
    events.onLive(info);
  });
  socket.on("notification", events.onNotification);
  socket.on("changed", ({ topics }) => events.onChanged(topics));
  socket.on("connect_error", (error: Error & { data?: ConnectErrorData }) => {
    // `active`: the wire broke, and socket.io tries again by itself.
    if (socket.active) events.onLost(`${origin} does not answer.`);
    else void handleRefusal(error.message, error.data);
  });
  socket.on("disconnect", (reason) => {
    if (reason === "io client disconnect") return;
    events.onLost("The connection was interrupted.");
    // Core ended it: with a credential that still holds, the next attempt succeeds; otherwise it says why not.
    if (reason === "io server disconnect") retryIn(1_000);
  });

  const answers: { [Name in Answered]: () => DeviceAnswer<Name> } = {
    get_client_status: () => ({ platform: deps.device.platform, appVersion: deps.device.appVersion }),
    get_current_page: () => ({ currentPage: deps.currentPage(), url: "" }),
    get_client_config: () => ({ config: {} }),
    get_connection_info: () => ({
      socketId: socket.id ?? "",
      connected: socket.connected,
      serverUrl: origin,
      transport: "websocket",
    }),
  };
  for (const name of Object.keys(answers) as Answered[]) {
    socket.on(name, ({ requestId }: { requestId: string }) => {
      socket.emit("socket_response", { requestId, success: true, data: answers[name](), timestamp: clock.now() });
    });
  }
  socket.on("ask_user_confirm", ({ requestId }) => {
    const error = { code: SOCKET_ERROR.UNKNOWN_ACTION, message: "Desk decides approvals, and nothing without one." };
    socket.emit("socket_response", { requestId, success: false, error, timestamp: clock.now() });
  });

  return {
    start: () => void socket.connect(),
    reconnect,
    renew() {
      if (socket.connected) reconnect();
    },
    stop() {
      cancelRetry();
      socket.disconnect();
    },
  };
}
