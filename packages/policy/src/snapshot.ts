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
  /** The user layer, keyed by `clientSwitchKey`. */
  readonly clients: ReadonlyMap<string, ClientSwitches>;
  readonly rules: CompiledRules;
};

/**
 * INVARIANT: a snapshot never changes; a change makes a new one with another version. The maps are handed over, not
 * copied, so that the next version can share what stayed the same; nobody may write to them afterwards.
 */
export function createSnapshot(parts: PolicySnapshot): PolicySnapshot {
  const { version, servers, grants, clients, rules } = parts;
  return Object.freeze({ version, servers, grants, clients, rules });
}
