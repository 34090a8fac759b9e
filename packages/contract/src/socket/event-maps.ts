import type { DecideApprovalInput } from "../approvals.ts";
import type { DeviceInfo, SocketRequest, SocketResponse } from "./envelopes.ts";
import type { SocketNotification } from "./notifications.ts";

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
  /** Code of Core's catalogue, where there is one. */
  code?: string;
}

/** The legacy payload, or with the fields of the typed API for edited arguments and the password. */
export interface ApprovalDecidePayload extends Pick<DecideApprovalInput, "reason" | "arguments" | "password"> {
  id: string;
  decision: "APPROVED" | "REJECTED";
}

/** Core to the application. */
export interface ServerToClientEvents {
  server_info: (info: ServerInfoEvent) => void;
  notification: (notification: SocketNotification) => void;
  socket_response: (response: SocketResponse) => void;
  approval_decide_ack: (ack: ApprovalDecideAck) => void;
  ack: (ack: { message: string; timestamp: number }) => void;
  /** Requests of Core's; the application answers with `socket_response`. */
  ask_user_confirm: (request: SocketRequest) => void;
  get_client_status: (request: SocketRequest) => void;
  get_connection_info: (request: SocketRequest) => void;
  get_current_page: (request: SocketRequest) => void;
  get_client_config: (request: SocketRequest) => void;
}

/** The application to Core. Core trusts none of these types: every payload is parsed. */
export interface ClientToServerEvents {
  "client-info": (info: DeviceInfo) => void;
  "client-message": (message: unknown) => void;
  get_capabilities: (request: { requestId: string }) => void;
  set_capabilities: (request: { requestId: string; data: unknown }) => void;
  configure_server: (request: { requestId: string; data: unknown }) => void;
  unconfigure_server: (request: { requestId: string; data: { serverId: string } }) => void;
  get_pending_approvals: (request: { requestId: string }) => void;
  approval_decide: (payload: ApprovalDecidePayload, ack?: (ack: ApprovalDecideAck) => void) => void;
  socket_response: (response: SocketResponse) => void;
}
