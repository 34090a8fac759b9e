import { z } from "zod";
import type { ErrorCode } from "../errors.ts";

/** Numbers of the requests that Core sends to a device; the event's name is the lower-cased key. */
export const SOCKET_ACTION = {
  ASK_USER_CONFIRM: 1001,
  ASK_USER_SELECT: 1002,
  GET_CLIENT_STATUS: 2001,
  GET_CURRENT_PAGE: 2002,
  GET_CLIENT_CONFIG: 2003,
  GET_CONNECTION_INFO: 2004,
  GET_CAPABILITIES: 3001,
  CONFIGURE_SERVER: 4001,
  UNCONFIGURE_SERVER: 4002,
  APPROVAL_CREATED: 5001,
  APPROVAL_DECIDED: 5002,
  APPROVAL_EXPIRED: 5003,
  GET_PENDING_APPROVALS: 5004,
} as const;

export const SOCKET_ERROR = {
  TIMEOUT: 1001,
  USER_OFFLINE: 1002,
  INVALID_REQUEST: 1003,
  UNKNOWN_ACTION: 1004,
  CLIENT_ERROR: 1101,
  USER_REJECTED: 1102,
  USER_CANCELLED: 1103,
  PERMISSION_DENIED: 1104,
  SERVER_ERROR: 1201,
  SERVICE_UNAVAILABLE: 1202,
} as const;

export const requestIdSchema = z.string().min(1).max(128);

/** A request of the application: the event's name is the action. */
export const socketRequestSchema = z.looseObject({ requestId: requestIdSchema, timestamp: z.number().optional() });

/** What `error.details` of an answer of Core's holds. */
export interface SocketErrorDetails {
  /** Of Core's own catalogue. */
  code: ErrorCode;
  retryAfterSeconds?: number;
}

/** Answer to a request, either way. `error.details` of Core's answers are `SocketErrorDetails`. Times are milliseconds. */
export const socketResponseSchema = z.object({
  requestId: z.string().max(128),
  success: z.boolean(),
  data: z.unknown().optional(),
  error: z.object({ code: z.number(), message: z.string(), details: z.unknown().optional() }).optional(),
  timestamp: z.number().optional(),
});
export type SocketResponse<T = unknown> = Omit<z.infer<typeof socketResponseSchema>, "data"> & { data?: T };

/** A request of Core's to a device. */
export interface SocketRequest<T = unknown> {
  requestId: string;
  action: number;
  data: T;
  timestamp: number;
}

export const clientInfoSchema = z.looseObject({
  deviceType: z.string().max(40).optional(),
  deviceName: z.string().max(120).optional(),
  appVersion: z.string().max(40).optional(),
  platform: z.string().max(40).optional(),
});
export type DeviceInfo = z.infer<typeof clientInfoSchema>;
