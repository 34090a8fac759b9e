export interface McpLimits {
  /** Bytes of one request's body. */
  bodyBytes: number;
  /** Nesting of one message. */
  depth: number;
  /** How long a body may take to arrive. */
  bodyTimeoutMs: number;
  sessionsPerPrincipal: number;
  /** Open event streams (GET and subscriptions/listen) of one principal. */
  streamsPerPrincipal: number;
  /** The same from one network without a sign-in, and from all of these together. */
  sessionsPerAddress: number;
  anonymousSessions: number;
  streamsPerAddress: number;
  anonymousStreams: number;
  /** Bytes of the body of a request without a sign-in. */
  anonymousBodyBytes: number;
  /** A session without a request and without an open stream ends after this. */
  sessionIdleMs: number;
  /** Comment lines keep a quiet stream alive this often; a call that takes longer is answered as a stream. */
  keepAliveMs: number;
  /** A call of a session without a connection is cancelled when nobody has come back for it after this. */
  resumeGraceMs: number;
  /** A call of a session that takes longer is answered as a stream, so that its client can come back for it. */
  primeAfterMs: number;
  /** How long the reader of a large answer may take nothing of it. */
  partStallMs: number;
  /** How long a stop of Core waits for what is under way. */
  stopGraceMs: number;
}

export const DEFAULT_MCP_LIMITS: McpLimits = {
  bodyBytes: 4 * 1024 * 1024,
  depth: 64,
  bodyTimeoutMs: 30_000,
  sessionsPerPrincipal: 200,
  streamsPerPrincipal: 200,
  sessionsPerAddress: 5,
  anonymousSessions: 500,
  streamsPerAddress: 5,
  anonymousStreams: 200,
  anonymousBodyBytes: 64 * 1024,
  sessionIdleMs: 30 * 60_000,
  keepAliveMs: 15_000,
  resumeGraceMs: 60_000,
  primeAfterMs: 2_000,
  partStallMs: 60_000,
  stopGraceMs: 5_000,
};
