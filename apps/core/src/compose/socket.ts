import { newId } from "../adapters/crypto/index.ts";
import { createSocketSurface, DEFAULT_SOCKET_LIMITS, type SocketSurfaceDeps } from "../surfaces/socket/index.ts";

/** The real-time channel on Core's own HTTP server. It closes before the server does. */
export const createSocketParts = ({
  maxBodyBytes,
  ...deps
}: Omit<SocketSurfaceDeps, "newRequestId" | "limits"> & { maxBodyBytes: number }) =>
  createSocketSurface({
    ...deps,
    newRequestId: () => newId("ask"),
    limits: { ...DEFAULT_SOCKET_LIMITS, messageBytes: Math.min(maxBodyBytes, DEFAULT_SOCKET_LIMITS.messageBytes) },
  });
