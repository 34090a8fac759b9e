import type { ServerFailure, ServerSummary } from "@peta/contract";
import type { CoreError } from "../../errors.ts";

export type ServerState = ServerSummary["status"];

export interface ServerStatus {
  state: ServerState;
  /** Why it is so, and the next step when something is wrong. */
  reason: string | null;
  /** Milliseconds since 1970. */
  since: number;
  /** Milliseconds since 1970: when Core tries again by itself, or may be asked to again. Null: at any time. */
  nextRetryAt: number | null;
  /** What kind of failure, and what to do about it; null while nothing is wrong. */
  failure: ServerFailure | null;
}

/** What a server without a connection and without a failure is. `notice`: what there is to say about its catalogue. */
export const restingStatus = (
  isEnabled: boolean,
  notice: string | null = null,
): Pick<ServerStatus, "state" | "reason"> =>
  isEnabled
    ? { state: "sleeping", reason: notice ?? "It starts with the first request." }
    : { state: "disabled", reason: "An administrator has switched it off." };

/** Out of reach is a state of the way to the server; everything else that fails is a fault to look into. */
export const stateAfter = (error: CoreError): ServerState =>
  error.code === "server.unreachable" || error.code === "server.died" ? "offline" : "error";
