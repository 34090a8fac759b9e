export { EmbeddedDatabaseError, EmbeddedDatabaseInUseError, type EmbeddedDatabaseProblem } from "./errors.ts";
export { acquireInstanceLock, type InstanceLock } from "./instance-lock.ts";
export { readRunning, type RunningServer, type ServerMode } from "./running-file.ts";
export { type EmbeddedOptions, type EmbeddedPostgres, startEmbeddedPostgres } from "./start-embedded.ts";
