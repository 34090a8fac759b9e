import type { ServerPolicy } from "./capability.ts";
import type { CompiledRules } from "./compile-rules.ts";
import type { ClientSwitches, Switches } from "./switches.ts";

/** Everything one workspace decides from. */
export type PolicySnapshot = {
  readonly version: string;
  /** Keyed by server id. */
  readonly servers: ReadonlyMap<string, ServerPolicy>;
  /** The administrator layer, keyed by principal id. */
  readonly grants: ReadonlyMap<string, Switches>;
  /** The user layer for one client, keyed by `clientSwitchKey`. */
  readonly clients: ReadonlyMap<string, ClientSwitches>;
  /** The user layer for every client of a principal, keyed by principal id. Both narrow. */
  readonly everyClient: ReadonlyMap<string, ClientSwitches>;
  readonly rules: CompiledRules;
};

const NOTHING_SAID: ReadonlyMap<string, ClientSwitches> = new Map();

/**
 * INVARIANT: a snapshot never changes; a change makes a new one with another version. The maps are handed over, not
 * copied, so that the next version can share what stayed the same; nobody may write to them afterwards.
 */
export function createSnapshot(
  parts: Omit<PolicySnapshot, "everyClient"> & Partial<Pick<PolicySnapshot, "everyClient">>,
): PolicySnapshot {
  const { version, servers, grants, clients, everyClient = NOTHING_SAID, rules } = parts;
  return Object.freeze({ version, servers, grants, clients, everyClient, rules });
}
