export { createSocketSurface, type SocketSurface, type SocketSurfaceDeps } from "./create-socket-surface.ts";
export { DEFAULT_SOCKET_LIMITS } from "./socket-limits.ts";
