import type { IncomingMessage, Server as HttpServer } from "node:http";
import type { DeviceInfo, NotificationSeverity, ServerInfoEvent } from "@peta/contract";
import { LRUCache } from "lru-cache";
import { Server } from "socket.io";
import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../../modules/audit/audit-entry.ts";
import type { EventBus } from "../../modules/events.ts";
import type { StrangerRefusal } from "../../modules/gateway/index.ts";
import type { Log } from "../../modules/log.ts";
import type { AdmitAddress, AdmitRequest, IsAddressAllowed } from "../../modules/network/admission.ts";
import type { AuthenticateBearer } from "../../modules/principals/bearer.ts";
import type { Caller, Principal } from "../../modules/principals/principal.ts";
import type { HostGuard } from "../http/host-guard.ts";
import type { UserOperations } from "../legacy/user-operations.ts";
import { createClientEvents } from "./client-events.ts";
import { type Connection, notify, type PetaServer, type PetaSocket } from "./connection.ts";
import { createConnections } from "./connections.ts";
import { createDeviceRequests, type RequestFromDevice } from "./device-requests.ts";
import { createDispatch } from "./dispatch-event.ts";
import { endConnection } from "./end-connection.ts";
import { guardEngine } from "./guard-engine.ts";
import { connectError, readHandshakeToken } from "./handshake.ts";
import { notification } from "./notification.ts";
import { openConnection } from "./open-connection.ts";
import { type ApprovalModules, createApprovalPush, type FindPrincipal } from "./push-approvals.ts";
import { createCallPush } from "./push-calls.ts";
import { createChangePush } from "./push-changes.ts";
import { createStatePush } from "./push-state.ts";
import type { SocketLimits } from "./socket-limits.ts";
import { watchIdentities } from "./watch-identities.ts";

export interface SocketSurfaceDeps {
  /** Core's one HTTP server. */
  server: HttpServer;
  /** Somebody else answers upgrades of other paths: the development server. */
  sharesUpgrades: boolean;
  guard: HostGuard;
  clientAddress: (request: IncomingMessage) => string | null;
  authenticate: AuthenticateBearer;
  admitAddress: AdmitAddress;
  admitRequest: AdmitRequest;
  isAddressAllowed: IsAddressAllowed;
  operations: UserOperations;
  approvals: ApprovalModules;
  findPrincipal: FindPrincipal;
  /** Ids of a principal and of its agents. */
  ownIds: (principal: Principal) => Promise<ReadonlySet<string>>;
  /** The installation's key and name, by which applications recognise it. */
  describeInstallation: (workspaceId: string) => Promise<{ proxyKey: string; name: string }>;
  version: string;
  onRefusedStranger: (refusal: StrangerRefusal) => void;
  audit: AuditRecorder;
  events: EventBus;
  clock: Clock;
  newRequestId: () => string;
  limits: SocketLimits;
  log: Log;
}

export interface SocketSurface {
  requestFromDevice: RequestFromDevice;
  /** To one principal's devices, or to everybody of the workspace. */
  sendSystemMessage(
    workspaceId: string,
    principalId: string | null,
    message: string,
    severity: NotificationSeverity,
  ): void;
  /** What a principal's devices say of themselves, with when they connected (milliseconds since 1970). */
  devicesOf(principalId: string): (DeviceInfo & { connectedAt: number })[];
  /** Open connections. */
  connectionCount(): number;
  /** Ends every connection and answers what Core still waits for. */
  close(): Promise<void>;
}

/** Ping values of the legacy wire; clients are told them at the handshake. */
const PING = { pingInterval: 25_000, pingTimeout: 60_000 };
const REMEMBERED_APPROVALS = 1_000;

const roomOf = (principalId: string): string => `principal:${principalId}`;

/** The real-time channel at `/socket.io`. */
export function createSocketSurface(deps: SocketSurfaceDeps): SocketSurface {
  const { clock, limits, log } = deps;
  const connections = createConnections(limits.connectionsPerPrincipal);
  const io: PetaServer = new Server(deps.server, {
    path: "/socket.io",
    transports: ["websocket", "polling"],
    serveClient: false,
    destroyUpgrade: !deps.sharesUpgrades,
    connectTimeout: limits.handshakeMs,
    maxHttpBufferSize: limits.messageBytes,
    ...PING,
  });
  const onRefused = ({ code, message }: CoreError, ipAddress: string | null): void => {
    if (code.startsWith("auth."))
      deps.onRefusedStranger({ errorCode: code, reason: message, ipAddress, channel: "socket" });
  };
  const engine = guardEngine(io, { ...deps, onRefused });
  const devices = createDeviceRequests({ ...deps, connections });
  const states = createStatePush({ ...deps, connections, coalesceMs: limits.coalesceMs });
  const approvals = createApprovalPush({ ...deps, legacyServerId: deps.operations.legacyServerId, connections });
  const calls = createCallPush({ ...deps, connections });
  const changes = createChangePush({ ...deps, connections, coalesceMs: limits.coalesceMs });
  const watch = watchIdentities({ ...deps, connections, recheckMs: limits.recheckMs });
  const dispatch = createDispatch({
    ...deps,
    table: createClientEvents({ ...deps, listPending: approvals.listPending, devices, now: () => clock.now() }),
  });

  /** Finds who is there and makes the connection. Throws or rejects with what the client is told. */
  const identify = async (socket: PetaSocket): Promise<Connection> => {
    const { auth, headers, query } = socket.handshake;
    const ipAddress = deps.clientAddress(socket.request);
    const token = readHandshakeToken({ auth, headers, query });
    const toCaller = (identity: Awaited<ReturnType<AuthenticateBearer>>): Caller => ({
      principal: identity.principal,
      credential: identity.credential,
      channel: "socket",
      ipAddress,
    });
    const authenticate = (): Caller | Promise<Caller> => {
      const identity = deps.authenticate(token, "user");
      return identity instanceof Promise ? identity.then(toCaller) : toCaller(identity);
    };
    const caller = await authenticate();
    deps.admitRequest({ principal: caller.principal, ipAddress, wire: "api" });
    connections.requireRoom(caller.principal.id);
    // The library keeps the handshake for as long as the connection lasts; the token is nothing to keep there.
    delete auth.token;
    delete headers.authorization;
    return {
      socket,
      caller,
      authenticate,
      connectedAt: clock.now(),
      device: {},
      waiting: [],
      told: { tree: "", servers: new Set(), sessions: "", approvals: new LRUCache({ max: REMEMBERED_APPROVALS }) },
      requestsUnderWay: 0,
    };
  };

  const admit = async (socket: PetaSocket, next: (refusal?: Error) => void): Promise<void> => {
    let refusal: Error | undefined;
    try {
      socket.data.connection = await identify(socket);
      engine.isKnown(socket.conn);
    } catch (error) {
      if (error instanceof CoreError) onRefused(error, deps.clientAddress(socket.request));
      else log.error({ err: error }, "a device could not be authenticated");
      refusal = connectError(error);
      // One try for each connection: guessing takes a handshake each time.
      setImmediate(() => socket.conn.close());
    }
    next(refusal);
  };
  io.use((socket, next) => void admit(socket, next));

  io.on("connection", (socket) => {
    const { connection } = socket.data;
    if (!connection) return void socket.disconnect(true);
    try {
      // Several may have come through the handshake at the same moment.
      connections.requireRoom(connection.caller.principal.id);
    } catch {
      return void socket.disconnect(true);
    }
    connections.add(connection);
    changes.opened(connection);
    // Core itself speaks to each connection; the room is what an adapter for several processes needs.
    void socket.join(roomOf(connection.caller.principal.id));
    socket.onAny(dispatch(connection));
    socket.on("disconnect", () => {
      connections.remove(connection);
      devices.left(connection);
      // One that has left the channel only would be nobody's, and hold a place for as long as it likes (A35).
      socket.conn.close();
    });
    const info = async (): Promise<ServerInfoEvent> => {
      const { proxyKey, name } = await deps.describeInstallation(connection.caller.principal.workspaceId);
      return { serverId: proxyKey, serverName: name, version: deps.version };
    };
    openConnection(connection, { info, states, approvals, clock }).catch((error: unknown) => {
      log.warn({ err: error }, "a device could not be told its first state");
      const message = "Core cannot tell you the state of things now. Connect again in a moment.";
      endConnection(connection, { type: "system_message", message }, clock.now());
    });
  });

  return {
    requestFromDevice: devices.request,
    sendSystemMessage(workspaceId, principalId, message, severity) {
      const ids = principalId === null ? connections.principalsIn(workspaceId).map(([id]) => id) : [principalId];
      const told = notification("system_message", severity, message, undefined, clock.now());
      for (const id of ids) for (const connection of connections.of(id)) notify(connection, told);
    },
    devicesOf: (principalId) =>
      connections.of(principalId).map(({ device, connectedAt }) => ({ ...device, connectedAt })),
    connectionCount: () => connections.size,
    async close() {
      devices.close();
      for (const part of [watch, states, approvals, calls, changes]) part.close();
      io.disconnectSockets(true);
      io.engine.close();
    },
  };
}
