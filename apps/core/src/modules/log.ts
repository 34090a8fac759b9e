type LogLine = (fields: Record<string, unknown>, message: string) => void;

/** Port: the log. Fields first, then the sentence; never a secret in either. pino's logger fits it. */
export interface Log {
  debug: LogLine;
  info: LogLine;
  warn: LogLine;
  error: LogLine;
}
