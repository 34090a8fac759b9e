import { isConnectionError } from "../prisma/errors.ts";

/** Classes of PostgreSQL errors that say nothing about the query: connection, resources, operator intervention. */
const OUTAGE_CLASSES = ["08", "53", "57"];

/** What the driver says without a code when the connection breaks, cannot be made in time, or does not answer. */
const DRIVER_SENTENCES =
  /^(Connection terminated|timeout exceeded when trying to connect|Query read timeout|Client has encountered a connection error)/;

/** Whether the database could not be reached, as opposed to an answer we do not like. */
export function isOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (isConnectionError(error) || DRIVER_SENTENCES.test(error.message)) return true;
  return (
    "code" in error &&
    typeof error.code === "string" &&
    error.code.length === 5 &&
    OUTAGE_CLASSES.includes(error.code.slice(0, 2))
  );
}
