import { createHmac } from "node:crypto";
import { CoreError } from "../../errors.ts";
import type { Vault } from "../../modules/vault.ts";
import { equalSecrets } from "./constant-time.ts";

/** Port: facts of the installation, by name. Values are JSON. */
export interface SettingsPort {
  /** Null or undefined when the name has no value. */
  get(key: string): Promise<unknown>;
  /** Does nothing when the name has a value already, also when two processes try at once. */
  insertIfAbsent(key: string, value: unknown): Promise<unknown>;
}

export const KEY_CHECK_SETTING = "vault.key_check";

/**
 * Refuses to go on with a master key other than the one that sealed what is stored; the first start remembers the key
 * by a value that can only be made with it.
 * @throws CoreError vault.key_mismatch
 */
export async function checkMasterKey(settings: SettingsPort, vault: Vault): Promise<void> {
  const expected = createHmac("sha256", vault.deriveKey("key-check")).update("peta key check 1").digest("hex");
  await settings.insertIfAbsent(KEY_CHECK_SETTING, { hmac: expected });
  const stored = await settings.get(KEY_CHECK_SETTING);
  const value = typeof stored === "object" && stored !== null && "hmac" in stored ? stored.hmac : null;
  if (typeof value === "string" && equalSecrets(value, expected)) return;
  throw new CoreError(
    "vault.key_mismatch",
    "The master key does not fit this database: what is stored was sealed with another key. Put the former PETA_MASTER_KEY or " +
      "master.key file back (look in your backup). Without it the stored secrets cannot be opened; nothing was changed.",
  );
}
