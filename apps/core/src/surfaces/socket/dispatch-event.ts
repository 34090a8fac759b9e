import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../../modules/audit/audit-entry.ts";
import type { Log } from "../../modules/log.ts";
import type { AdmitRequest } from "../../modules/network/admission.ts";
import { recordRefusal } from "../record-refusal.ts";
import { type Acknowledge, type ClientEvent, type ClientEventTable, refuseRequest } from "./client-events.ts";
import { type Connection, isReading } from "./connection.ts";
import { ADDRESS_REFUSED, type Ending, endConnection, endingOf } from "./end-connection.ts";
import { createEventBudget } from "./event-budget.ts";
import { isUnexpected } from "./map-error.ts";
import { isTooDeep } from "./payload-depth.ts";
import type { SocketLimits } from "./socket-limits.ts";

export interface DispatchDeps {
  table: ClientEventTable;
  admitRequest: AdmitRequest;
  audit: AuditRecorder;
  clock: Clock;
  log: Log;
  limits: SocketLimits;
}

const FLOOD: Ending = { type: "system_message", message: "This connection sends too many events and was closed." };
const tooMany = (retryAfterSeconds: number): CoreError =>
  new CoreError("request.rate_limited", "This connection sends too many requests. Wait a moment.", {
    retryAfterSeconds,
  });

/**
 * Takes every event of one connection: limits, who it is now, what its principal may still ask, then the table. Nothing
 * a device sends makes it throw.
 */
export function createDispatch(deps: DispatchDeps) {
  const { clock, log, limits } = deps;

  /** Looks again who it is; throws what ends the connection. */
  const identify = async (connection: Connection): Promise<void> => {
    const looked = connection.authenticate();
    connection.caller = looked instanceof Promise ? await looked : looked;
  };

  const handle = async (
    connection: Connection,
    entry: ClientEvent,
    payload: unknown,
    acknowledge: Acknowledge | null,
  ): Promise<void> => {
    if (isTooDeep(payload, limits.depth))
      throw new CoreError("input.invalid", "The payload nests too deeply, or holds bytes.");
    if (entry.isRequest) {
      const { principal, ipAddress } = connection.caller;
      deps.admitRequest({ principal, ipAddress, wire: "api" });
      if (connection.requestsUnderWay >= limits.requestsUnderWay) throw tooMany(1);
    }
    connection.requestsUnderWay++;
    try {
      await entry.handle(connection, payload, acknowledge);
    } finally {
      connection.requestsUnderWay--;
    }
  };

  /** Answers a failure in the event's own way. */
  const fail = (
    connection: Connection,
    event: string,
    entry: ClientEvent,
    payload: unknown,
    acknowledge: Acknowledge | null,
    error: unknown,
  ): void => {
    if (isUnexpected(error)) log.error({ err: error, event }, "an event of a device failed inside Core");
    recordRefusal(deps.audit, connection.caller, `socket.${event}`, error).catch((err: unknown) =>
      log.error({ err, event }, "a refusal could not be recorded"),
    );
    entry.refuse(connection, payload, acknowledge, error);
    if (error instanceof CoreError && error.code === "network.address_refused")
      endConnection(connection, ADDRESS_REFUSED, clock.now());
  };

  /** Of an event that is not in the table: only a request is answered. */
  const unknownEvent: ClientEvent = {
    isRequest: true,
    handle: () => {
      throw new CoreError("request.unsupported", "There is no such event.");
    },
    refuse: (connection, payload, _acknowledge, error) => refuseRequest(connection, payload, error, clock.now()),
  };

  return (connection: Connection): ((...received: unknown[]) => void) => {
    const spend = createEventBudget(clock, limits);
    const take = async (...received: unknown[]): Promise<void> => {
      // The library hands over whatever came, without a name too.
      const [event, ...args] = received;
      const name = typeof event === "string" ? event : "";
      const last = args.at(-1);
      const acknowledge = typeof last === "function" ? (last as Acknowledge) : null;
      const payload = acknowledge !== null && args.length === 1 ? undefined : args[0];
      const entry = Object.hasOwn(deps.table, name) ? deps.table[name as keyof ClientEventTable] : unknownEvent;
      const verdict = spend();
      if (verdict.kind === "flood") return endConnection(connection, FLOOD, clock.now());
      if (!isReading(connection)) return;
      if (verdict.kind === "refused")
        return entry.refuse(connection, payload, acknowledge, tooMany(verdict.retryAfterSeconds));
      try {
        await identify(connection);
      } catch (error) {
        return endConnection(connection, endingOf(error), clock.now());
      }
      await handle(connection, entry, payload, acknowledge).catch((error: unknown) =>
        fail(connection, name.slice(0, 60), entry, payload, acknowledge, error),
      );
    };
    return (...received) => {
      take(...received).catch((error: unknown) =>
        log.error({ err: error }, "an event of a device could not be answered"),
      );
    };
  };
}
