export interface SocketLimits {
  /** Bytes of one message. */
  messageBytes: number;
  /** Nesting of one payload. */
  depth: number;
  /** Open connections of one principal. */
  connectionsPerPrincipal: number;
  /** Connections of one address that have not said yet who they are. */
  strangersPerAddress: number;
  /** All connections together. */
  connections: number;
  /** How long a connection may take to say who it is. */
  handshakeMs: number;
  /** Events of one connection: so many at once, and so many per second in the long run. */
  eventBurst: number;
  eventsPerSecond: number;
  /** A connection that goes on so many events past its limit is closed. */
  eventsBeforeEnd: number;
  /** Requests of one connection that may be under way. */
  requestsUnderWay: number;
  /** Changes within this time are told as one. */
  coalesceMs: number;
  /** How often each connection's credential is looked at, so that its end is noticed by itself. */
  recheckMs: number;
}

export const DEFAULT_SOCKET_LIMITS: SocketLimits = {
  messageBytes: 1024 * 1024,
  depth: 64,
  connectionsPerPrincipal: 32,
  strangersPerAddress: 64,
  connections: 5_000,
  handshakeMs: 10_000,
  eventBurst: 60,
  eventsPerSecond: 20,
  eventsBeforeEnd: 200,
  requestsUnderWay: 16,
  coalesceMs: 100,
  recheckMs: 500,
};
