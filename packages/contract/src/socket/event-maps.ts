import { z } from "zod";
import type { ErrorCode } from "../errors.ts";
import type { ChangeTopic } from "../events.ts";
import type { LegacyConfigureServer } from "../legacy-user.ts";
import type { SetCapabilitiesData } from "./capability-tree.ts";
import type { DeviceInfo, SocketRequest, SocketResponse } from "./envelopes.ts";
import type { SocketNotification } from "./notifications.ts";
import type { ApprovalDecidePayload, getCapabilitiesRequestSchema } from "./requests.ts";

/** `serverId` is the installation's key, not an MCP server's. */
export interface ServerInfoEvent {
  serverId: string;
  serverName: string;
  version: string;
}

export interface ApprovalDecideAck {
  success: boolean;
  id: string;
  decision?: "APPROVED" | "REJECTED";
  error?: string;
  /** Code of Core's catalogue, beside the legacy sentence. */
  code?: ErrorCode;
  /** Core's own sentence, where it says more than the legacy one. */
  message?: string;
}

/** What `data` is in Core's own requests to a device. */
export interface DeviceRequests {
  /** `toolParams` is JSON text. */
  ask_user_confirm: { userAgent: string; ip: string; toolName: string; toolDescription: string; toolParams: string };
  get_client_status: Record<string, never>;
  get_connection_info: Record<string, never>;
  get_current_page: Record<string, never>;
  get_client_config: Record<string, never>;
}
export type DeviceRequestName = keyof DeviceRequests;
/** What Core expects as `data` of a device's `socket_response`. */
export const DEVICE_ANSWERS = {
  ask_user_confirm: z.looseObject({ confirmed: z.boolean() }),
  get_client_status: z.looseObject({
    platform: z.string().max(200).optional(),
    appVersion: z.string().max(200).optional(),
    uptime: z.number().optional(),
  }),
  get_connection_info: z.looseObject({
    socketId: z.string().max(200).optional(),
    connected: z.boolean(),
    serverUrl: z.string().max(2000).optional(),
    transport: z.string().max(40).optional(),
  }),
  get_current_page: z.looseObject({ currentPage: z.string().max(2000), url: z.string().max(2000).optional() }),
  get_client_config: z.looseObject({ config: z.record(z.string(), z.unknown()) }),
} satisfies Record<DeviceRequestName, z.ZodType>;
export type DeviceAnswer<Name extends DeviceRequestName> = z.infer<(typeof DEVICE_ANSWERS)[Name]>;

type DeviceRequestEvents = {
  [Name in DeviceRequestName]: (request: SocketRequest<DeviceRequests[Name]>) => void;
};

/** Core to the application. The requests of Core's among them are answered with `socket_response`. */
export interface ServerToClientEvents extends DeviceRequestEvents {
  server_info: (info: ServerInfoEvent) => void;
  notification: (notification: SocketNotification) => void;
  socket_response: (response: SocketResponse) => void;
  approval_decide_ack: (ack: ApprovalDecideAck) => void;
  ack: (ack: { message: string; timestamp: number }) => void;
  /** Another device has answered this request of Core's, or it ran out: its dialog can go. */
  request_resolved: (resolved: { requestId: string }) => void;
  /** Something of the user's or of their agents' is to be asked for again. */
  changed: (changed: { topics: ChangeTopic[] }) => void;
}

/** The application to Core. Core trusts none of these types: every payload is parsed. */
export interface ClientToServerEvents {
  "client-info": (info: DeviceInfo) => void;
  "client-message": (message: unknown) => void;
  get_capabilities: (request: z.input<typeof getCapabilitiesRequestSchema>) => void;
  set_capabilities: (request: { requestId: string; data: SetCapabilitiesData }) => void;
  configure_server: (request: { requestId: string; data: LegacyConfigureServer }) => void;
  unconfigure_server: (request: { requestId: string; data: { serverId: string } }) => void;
  get_pending_approvals: (request: { requestId: string }) => void;
  approval_decide: (payload: ApprovalDecidePayload, ack?: (ack: ApprovalDecideAck) => void) => void;
  socket_response: (response: SocketResponse) => void;
}

/** `data` of a `connect_error`. */
export interface ConnectErrorData {
  code: ErrorCode;
  retryAfterSeconds?: number;
}
