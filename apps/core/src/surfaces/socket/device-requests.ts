import {
  DEVICE_ANSWERS,
  type DeviceAnswer,
  type DeviceRequestName,
  type DeviceRequests,
  SOCKET_ACTION,
  SOCKET_ERROR,
  type SocketRequest,
  type SocketResponse,
} from "@peta/contract";
import type { Clock } from "../../adapters/clock.ts";
import type { Connection } from "./connection.ts";
import type { Connections } from "./connections.ts";

/** Below the 60 seconds that MCP clients wait by default. */
const DEFAULT_TIMEOUT_MS = 55_000;
const MAX_MESSAGE_LENGTH = 500;

const ACTION_OF: Record<DeviceRequestName, number> = {
  ask_user_confirm: SOCKET_ACTION.ASK_USER_CONFIRM,
  get_client_status: SOCKET_ACTION.GET_CLIENT_STATUS,
  get_connection_info: SOCKET_ACTION.GET_CONNECTION_INFO,
  get_current_page: SOCKET_ACTION.GET_CURRENT_PAGE,
  get_client_config: SOCKET_ACTION.GET_CLIENT_CONFIG,
};

/**
 * Asks every device of a principal; the first answer counts. Never rejects: nobody there, no answer in time and an
 * answer that does not fit are answers with an error.
 */
export type RequestFromDevice = <Name extends DeviceRequestName>(
  principalId: string,
  name: Name,
  data: DeviceRequests[Name],
  options?: { timeoutMs?: number },
) => Promise<SocketResponse<DeviceAnswer<Name>>>;

interface AnyEmitter {
  emit(event: string, payload: unknown): boolean;
}

interface Waiting {
  name: DeviceRequestName;
  asked: Set<Connection>;
  settle: (outcome: Outcome) => void;
}
type Outcome = { data: unknown } | { error: { code: number; message: string } };

/** Core's own requests to devices. */
export function createDeviceRequests(deps: {
  connections: Pick<Connections, "of">;
  clock: Clock;
  newRequestId: () => string;
}) {
  const { clock } = deps;
  const waiting = new Map<string, Waiting>();

  const request: RequestFromDevice = (principalId, name, data, { timeoutMs = DEFAULT_TIMEOUT_MS } = {}) =>
    new Promise((resolve) => {
      const asked = new Set(deps.connections.of(principalId));
      if (asked.size === 0) return resolve(respond("", { error: offline }) as never);
      const requestId = deps.newRequestId();
      const settle = (outcome: Outcome): void => {
        if (!waiting.delete(requestId)) return;
        cancelTimer();
        // The others close their dialogs.
        for (const { socket } of asked) socket.emit("request_resolved", { requestId });
        resolve(respond(requestId, outcome) as never);
      };
      const cancelTimer = clock.after(timeoutMs, () =>
        settle({ error: { code: SOCKET_ERROR.TIMEOUT, message: `Request timeout after ${timeoutMs}ms` } }),
      );
      waiting.set(requestId, { name, asked, settle });
      const asking: SocketRequest = { requestId, action: ACTION_OF[name], data, timestamp: clock.now() };
      // One name out of several has no single type of payload for the compiler.
      for (const { socket } of asked) (socket as unknown as AnyEmitter).emit(name, asking);
    });

  const respond = (requestId: string, outcome: Outcome): SocketResponse => ({
    requestId,
    success: "data" in outcome,
    ...outcome,
    timestamp: clock.now(),
  });

  return {
    request,
    /** A device's answer. Only a device that was asked may answer, once; everything else is passed over. */
    answer(connection: Connection, response: SocketResponse): void {
      const found = waiting.get(response.requestId);
      if (!found?.asked.delete(connection)) return;
      if (!response.success) {
        const { code = SOCKET_ERROR.CLIENT_ERROR, message = "The device refused." } = response.error ?? {};
        return found.settle({ error: { code, message: message.slice(0, MAX_MESSAGE_LENGTH) } });
      }
      const parsed = DEVICE_ANSWERS[found.name].safeParse(response.data);
      const misfit = { code: SOCKET_ERROR.CLIENT_ERROR, message: "The device's answer does not fit the request." };
      found.settle(parsed.success ? { data: parsed.data } : { error: misfit });
    },
    /** A device has gone: who waits for nobody else is told so. */
    left(connection: Connection): void {
      for (const { asked, settle } of waiting.values())
        if (asked.delete(connection) && asked.size === 0) settle({ error: offline });
    },
    close(): void {
      const error = { code: SOCKET_ERROR.SERVICE_UNAVAILABLE, message: "Core is stopping." };
      for (const { settle } of waiting.values()) settle({ error });
    },
  };
}

const offline = { code: SOCKET_ERROR.USER_OFFLINE, message: "None of the user's devices is connected." };

export type DeviceRequestsPort = ReturnType<typeof createDeviceRequests>;
