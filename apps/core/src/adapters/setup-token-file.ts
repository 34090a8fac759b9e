import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { SetupToken } from "../modules/installation/installation-store.ts";
import { equalSecrets } from "./crypto/index.ts";

export interface OpenSetupToken extends SetupToken {
  /** For the start log, while nothing is set up. */
  value: string;
  /** Null when it came from the environment. */
  file: string | null;
}

/**
 * The one-time set-up token: from the environment, or from a file (mode 0600) in the data directory that survives
 * restarts until it is used.
 * @param generate makes a new one with 128 bits or more
 */
export function openSetupToken(
  dataDir: string,
  fromEnvironment: string | null,
  generate: () => string,
): OpenSetupToken {
  const file = path.join(dataDir, "setup-token");
  let value = fromEnvironment;
  if (value === null) {
    if (!existsSync(file)) writeFileSync(file, `${generate()}\n`, { mode: 0o600, flag: "wx" });
    value = readFileSync(file, "utf8").trim();
  }
  const expected = value;
  let isUsed = false;
  return {
    value,
    file: fromEnvironment === null ? file : null,
    matches: (candidate) => !isUsed && equalSecrets(candidate, expected),
    discard: async () => {
      isUsed = true;
      rmSync(file, { force: true });
    },
  };
}
