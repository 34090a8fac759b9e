import type { Clock } from "../clock.ts";
import type { Log } from "../../modules/log.ts";
import { type LargeSettings, largeSettings } from "./large/large-settings.ts";
import { createSandboxTools, type SandboxTools } from "./sandbox/sandbox-tools.ts";
import type { SkillContent } from "./skills/connect-skills.ts";

export interface ConnectorSettings {
  clock: Clock;
  log: Log;
  /** How Core names itself to servers. */
  clientInfo: { name: string; version: string };
  /**
   * The environment of Core's own process. Only harmless variables of it reach a server (PATH, HOME, the locale,
   * temporary directory, certificate authorities, a proxy without a password); everything else a server needs is in its
   * own configuration (A47).
   */
  environment: Readonly<Record<string, string | undefined>>;
  /** Largest message that is taken from a server, in bytes. */
  maxMessageBytes?: number;
  /** How answers are handed over that are too large to be kept. */
  large?: LargeSettings;
  /** What may wait for a stdio server that does not read, in bytes, before its requests are refused. */
  maxUnreadBytes?: number;
  /** A silent stdio server is taken for a legacy one after this time; its late answer still counts. */
  probeTimeoutMs?: number;
  /** Between SIGTERM and SIGKILL. */
  stopGraceMs?: number;
  /**
   * Sockets to one HTTP server at the most. One request occupies one socket, so there are as many as the setting
   * `maxConcurrentRequests` can ask for, and some for what has no answer; they are opened as they are needed.
   */
  maxSockets?: number;
  /** Where the skills are that Core serves itself. Null: there are none. */
  skills?: SkillContent | null;
  /** What keeps servers apart on this machine. */
  sandboxTools?: () => Promise<SandboxTools>;
  /** Core's data directory with its keys: no sandbox shows it. */
  protectedDirectory?: string | null;
}

/** Core's name in the header `User-Agent`. */
export const userAgentOf = ({ clientInfo: { name, version } }: Pick<ConnectorSettings, "clientInfo">): string =>
  `${name}/${version}`.replace(/[^\u0021-\u007e]/g, "-");

export type ResolvedSettings = Required<ConnectorSettings>;

export const resolveSettings = (settings: ConnectorSettings): ResolvedSettings => ({
  maxMessageBytes: 32 * 1024 * 1024,
  large: largeSettings(settings.protectedDirectory ?? null),
  maxUnreadBytes: 64 * 1024 * 1024,
  probeTimeoutMs: 3_000,
  stopGraceMs: 2_000,
  maxSockets: 1_016,
  skills: null,
  sandboxTools: createSandboxTools(settings.environment),
  protectedDirectory: null,
  ...settings,
});
