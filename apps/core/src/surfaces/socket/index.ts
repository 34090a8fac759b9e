export { createSocketSurface, type SocketSurface, type SocketSurfaceDeps } from "./create-socket-surface.ts";
export type { RequestFromDevice } from "./device-requests.ts";
export type { ApprovalModules } from "./push-approvals.ts";
export { DEFAULT_SOCKET_LIMITS, type SocketLimits } from "./socket-limits.ts";
