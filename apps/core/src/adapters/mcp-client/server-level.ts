import { LOG_LEVELS, type LogLevel } from "../../modules/servers/log-level.ts";

const severityOf = (level: LogLevel): number => LOG_LEVELS.indexOf(level);

/**
 * The one level of messages that a legacy server keeps for everybody on its connection: the least severe that anybody
 * has asked for, and never more severe than what servers say by themselves. Who wants less is told less by Core.
 */
export function createServerLevel(capabilities: Record<string, unknown>, set: (level: LogLevel) => Promise<unknown>) {
  const isOffered = capabilities.logging !== undefined;
  let reached = Number.POSITIVE_INFINITY;
  let setting: Promise<void> | null = null;
  return {
    /** What a request has to wait for so that it is heard at this level; null for nothing. Never rejects. */
    reach(level: LogLevel | undefined): Promise<void> | null {
      if (level === undefined || !isOffered) return null;
      const severity = Math.min(severityOf(level), severityOf("info"));
      if (severity >= reached) return setting;
      reached = severity;
      const wanted = LOG_LEVELS[severity] ?? "debug";
      const current = (setting ?? Promise.resolve())
        // A server that refuses says what it chooses to say.
        .then(() => set(wanted))
        .then(
          () => {},
          () => {},
        )
        .finally(() => {
          if (setting === current) setting = null;
        });
      setting = current;
      return current;
    },
    /** The server knows nothing of it any more. */
    forget(): void {
      reached = Number.POSITIVE_INFINITY;
    },
  };
}
