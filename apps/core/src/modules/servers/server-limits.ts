/** Bounds around every server, so that one of them hurts nobody else. */
export interface ServerLimits {
  /** Start, handshake and the first reading of the catalogue. */
  startTimeoutMs: number;
  /** Requests that one server works on at a time; more wait in its queue. */
  maxConcurrentRequests: number;
  maxQueuedRequests: number;
  /** Pause after the first failed start; doubles with each further one up to the maximum. */
  firstBackoffMs: number;
  maxBackoffMs: number;
  /** Longest pause between attempts that no request has asked for. */
  maxRetryMs: number;
  /** Requests without an answer, one after the other, after which a server gets no more of them for a while. */
  breakerFailures: number;
  /** A connection without traffic for this long is asked whether it still works. Null: it is not. */
  keepAliveMs: number | null;
  /** A connection that held this long starts the count of failures anew. */
  stableAfterMs: number;
  /** A process without requests for this long is stopped until the next one. Null: it keeps running. */
  idleStopMs: number | null;
  /** An instance that runs for one user is stopped after this, whatever it is. */
  userIdleStopMs: number;
  /** Instances of one server that run at a time, each for another user. */
  maxUserInstances: number;
  /** Connections of one server that belong to one client each, for a server that asks its clients questions. */
  maxLanes: number;
  maxLanesPerPrincipal: number;
  /** Waited after a list_changed notification, so that a burst of them costs one reading. */
  listChangedDelayMs: number;
  maxCataloguePages: number;
  /** Per kind. */
  maxCapabilities: number;
  /** Size of all definitions of one server together, as JSON text. */
  maxCatalogueBytes: number;
  /** Size of one definition as JSON text. */
  maxDefinitionBytes: number;
  maxDefinitionDepth: number;
  stderrLines: number;
  /** Entries of a server's log that are kept in memory. */
  logEntries: number;
  /** When set, only these programs (names or absolute paths) may be started. */
  allowedPrograms: readonly string[] | null;
  /** Core's data directory with its keys: no argument may name it or a directory that holds it. */
  protectedDirectory: string | null;
}

export const defaultServerLimits: ServerLimits = {
  startTimeoutMs: 30_000,
  maxConcurrentRequests: 64,
  maxQueuedRequests: 512,
  firstBackoffMs: 1_000,
  maxBackoffMs: 30_000,
  maxRetryMs: 5 * 60_000,
  breakerFailures: 5,
  keepAliveMs: 60_000,
  stableAfterMs: 30_000,
  idleStopMs: null,
  userIdleStopMs: 5 * 60_000,
  maxUserInstances: 64,
  maxLanes: 64,
  maxLanesPerPrincipal: 16,
  listChangedDelayMs: 250,
  maxCataloguePages: 100,
  maxCapabilities: 5_000,
  maxCatalogueBytes: 33_554_432,
  maxDefinitionBytes: 262_144,
  maxDefinitionDepth: 64,
  stderrLines: 200,
  logEntries: 300,
  allowedPrograms: null,
  protectedDirectory: null,
};
