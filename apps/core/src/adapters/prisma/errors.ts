import { CoreError } from "../../errors.ts";

const codeOf = (error: unknown): string | undefined =>
  typeof error === "object" && error !== null && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;

/** Prisma's P2002: a row with the same unique key exists. */
export const isUniqueViolation = (error: unknown): boolean => codeOf(error) === "P2002";
/** Prisma's P2003: another row still points at this one. */
export const isForeignKeyViolation = (error: unknown): boolean => codeOf(error) === "P2003";
/** Prisma's P2025: the row to change is not there. */
export const isMissingRow = (error: unknown): boolean => codeOf(error) === "P2025";

const CONNECTION_CODES = new Set([
  "P1001",
  "P1002",
  "P1008",
  "P1017",
  "P2024",
  "ECONNREFUSED",
  "ECONNRESET",
  "57P01",
  "57P03",
]);

/** Whether the database could not be reached, as opposed to an answer we do not like. */
export const isConnectionError = (error: unknown): boolean => {
  const code = codeOf(error);
  return code !== undefined && CONNECTION_CODES.has(code);
};

export const databaseUnavailable = (cause: unknown) =>
  new CoreError(
    "database.unavailable",
    "The database does not answer. Try again in a moment; if it lasts, look at the log of Core and of the database.",
    {
      cause,
      retryAfterSeconds: 5,
    },
  );

/** PostgreSQL stores every character but NUL. */
export const isUnstorableText = (error: unknown): boolean =>
  error instanceof Error && /0x00|\\u0000|unsupported Unicode escape/i.test(error.message);

export const unstorableText = (cause: unknown) =>
  new CoreError("input.invalid", "The text holds a NUL character, which cannot be stored. Leave it away.", { cause });
