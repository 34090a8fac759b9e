import type { Clock } from "../clock.ts";
import type { Log } from "../../modules/log.ts";
import { createSandboxTools, type SandboxTools } from "./sandbox/sandbox-tools.ts";
import type { SkillContent } from "./skills/connect-skills.ts";

export interface ConnectorSettings {
  clock: Clock;
  log: Log;
  /** How Core names itself to servers. */
  clientInfo: { name: string; version: string };
  /**
   * The environment of Core's own process. Only a handful of harmless variables of it reach a server (PATH, HOME, the
   * locale, temporary directory); everything else a server needs is in its own configuration (A47).
   */
  environment: Readonly<Record<string, string | undefined>>;
  /** Largest message that is taken from a server, in bytes. */
  maxMessageBytes?: number;
  /** What may wait for a stdio server that does not read, in bytes, before its requests are refused. */
  maxUnreadBytes?: number;
  /** A silent stdio server is taken for a legacy one after this time; its late answer still counts. */
  probeTimeoutMs?: number;
  /** Between SIGTERM and SIGKILL. */
  stopGraceMs?: number;
  /** Sockets kept to one HTTP server; at least its concurrency limit, for one request occupies one socket. */
  maxSockets?: number;
  /** Where the skills are that Core serves itself. Null: there are none. */
  skills?: SkillContent | null;
  /** What keeps servers apart on this machine. */
  sandboxTools?: () => Promise<SandboxTools>;
  /** Core's data directory with its keys: no sandbox shows it. */
  protectedDirectory?: string | null;
}

export type ResolvedSettings = Required<ConnectorSettings>;

export const resolveSettings = (settings: ConnectorSettings): ResolvedSettings => ({
  maxMessageBytes: 32 * 1024 * 1024,
  maxUnreadBytes: 64 * 1024 * 1024,
  probeTimeoutMs: 3_000,
  stopGraceMs: 2_000,
  maxSockets: 72,
  skills: null,
  sandboxTools: createSandboxTools(settings.environment),
  protectedDirectory: null,
  ...settings,
});
