import { type DestinationStream, type Logger, pino } from "pino";

const SECRET_NAMES = [
  "authorization",
  "cookie",
  "set-cookie",
  "password",
  "passwordHash",
  "token",
  "secret",
  "setupToken",
  "masterKey",
  "databaseUrl",
  "connectionString",
  "sealedLaunch",
  "env",
  "headers",
];

/** The same names at the top, one and two levels down: what pino's redaction can reach without walking every object. */
const REDACTED_PATHS = SECRET_NAMES.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]);

/** A connection string or a bearer token that some library put into a message. */
const withoutCredentials = (text: string): string =>
  text
    .replace(/([a-z][a-z0-9+.-]*:\/\/)[^/\s:@]+:[^/\s@]+@/gi, "$1[redacted]@")
    .replace(/\b(bearer\s+)[^\s"',;]+/gi, "$1[redacted]")
    .replace(/\bpeta_[A-Za-z0-9_-]{16,}/g, "[redacted]");

/** Where the log goes: standard output, as JSON lines or as lines for people. */
export async function openLogDestination(options: { pretty: boolean }): Promise<DestinationStream> {
  if (!options.pretty) return pino.destination({ fd: 1, sync: false });
  const { default: pretty } = await import("pino-pretty");
  return pretty({ colorize: process.stdout.isTTY, ignore: "pid,hostname", translateTime: "HH:MM:ss.l", sync: true });
}

/**
 * The log, one JSON line for each message. Secrets are kept out by name, and by shape in the text of messages and
 * errors; line breaks in values are escaped by JSON (A36).
 */
export function createLog(options: { level: string }, destination: DestinationStream): Logger {
  return pino(
    {
      level: options.level,
      redact: { paths: REDACTED_PATHS, censor: "[redacted]" },
      serializers: {
        err(error: (Error & { code?: unknown; detail?: unknown }) | string | undefined) {
          // What a server sent may stand where an error does.
          if (!(error instanceof Error)) return error === undefined ? undefined : withoutCredentials(error);
          const cause =
            error.cause instanceof Error
              ? withoutCredentials(`${error.cause.name}: ${error.cause.message}`)
              : undefined;
          return {
            type: error.name,
            code: error.code,
            message: withoutCredentials(error.message),
            ...(typeof error.detail === "string" && { detail: withoutCredentials(error.detail) }),
            ...(cause !== undefined && { cause }),
            stack: withoutCredentials(error.stack ?? ""),
          };
        },
      },
      hooks: {
        logMethod(args, method) {
          const clean = args.map((arg) => (typeof arg === "string" ? withoutCredentials(arg) : arg)) as typeof args;
          method.apply(this, clean);
        },
      },
    },
    destination,
  );
}
