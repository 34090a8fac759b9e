export interface GatewayLimits {
  /** Calls of one principal that may be under way at the same time. */
  callsPerPrincipal: number;
  /** The same from one network without a sign-in, and of all of these at one server. */
  anonymousCallsPerAddress: number;
  anonymousCallsPerServer: number;
  /** How long a server may take for one call. */
  callTimeoutMs: number;
  /** How long a call is held for a person's decision. Below the minute after which common clients give up. */
  approvalHoldMs: number;
  /** How long a question of a server waits for its answer. */
  questionTimeoutMs: number;
  /** Calls of one modern client's principal that wait for answers. */
  roundsPerPrincipal: number;
  /** Tasks of one principal that are under way at the same time. */
  tasksPerPrincipal: number;
  /** Length of a rendered answer, in UTF-16 units. */
  resultLength: number;
  /** Bytes of an answer that is passed on while it arrives, where its server's settings say nothing else. */
  largeAnswerBytes: number;
  /** Such answers of one principal that may be on their way at the same time. */
  largeAnswersPerPrincipal: number;
  /** Entries on one page of a list. */
  listPageSize: number;
  /** Resources of which one session or listen stream hears updates. */
  subscriptionsPerSession: number;
}

export const DEFAULT_GATEWAY_LIMITS: GatewayLimits = {
  callsPerPrincipal: 256,
  anonymousCallsPerAddress: 5,
  anonymousCallsPerServer: 16,
  callTimeoutMs: 120_000,
  approvalHoldMs: 55_000,
  questionTimeoutMs: 10 * 60_000,
  roundsPerPrincipal: 64,
  tasksPerPrincipal: 64,
  resultLength: 16 * 1024 * 1024,
  largeAnswerBytes: 256 * 1024 * 1024,
  largeAnswersPerPrincipal: 16,
  listPageSize: 1000,
  subscriptionsPerSession: 200,
};
