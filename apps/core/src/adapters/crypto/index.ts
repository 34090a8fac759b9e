export { checkMasterKey, KEY_CHECK_SETTING, type SettingsPort } from "./check-master-key.ts";
export { equalSecrets } from "./constant-time.ts";
export { createIdMaker, hashToken, newId, newToken } from "./ids.ts";
export { loadMasterKey, MASTER_KEY_FILE, type MasterKeySource } from "./master-key.ts";
export { createVault } from "./vault.ts";
