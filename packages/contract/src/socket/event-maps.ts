import type { z } from "zod";
import type { ErrorCode } from "../errors.ts";
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

/** What `data` is in Core's own requests to a device, and in the device's answer. */
export interface DeviceRequests {
  ask_user_confirm: {
    data: {
      userAgent: string;
      ip: string;
      toolName: string;
      toolDescription: string /** JSON text. */;
      toolParams: string;
    };
    answer: { confirmed: boolean };
  };
  get_client_status: { data: Record<string, never>; answer: Record<string, unknown> };
  get_connection_info: {
    data: Record<string, never>;
    answer: { socketId: string; connected: boolean; serverUrl: string; transport: string };
  };
  get_current_page: { data: Record<string, never>; answer: { currentPage: string; url: string } };
  get_client_config: { data: Record<string, never>; answer: { config: Record<string, unknown> } };
}
export type DeviceRequestName = keyof DeviceRequests;
type DeviceRequestEvents = {
  [Name in DeviceRequestName]: (request: SocketRequest<DeviceRequests[Name]["data"]>) => void;
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
