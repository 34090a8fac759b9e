import type { Logger } from "pino";
import type { Config } from "../config.ts";

/** What the composition root is given. */
export interface ComposeOptions {
  config: Config;
  /** An outside database's URL or the embedded one's, migrated. */
  databaseUrl: string;
  database: "embedded" | "external";
  log: Logger;
  version: string;
  /** Directory of `apps/console`; null serves no Console. */
  consoleDirectory: string | null;
  isDevelopment?: boolean;
}
