import type { DangerLevel } from "./effect.ts";

/** Explicit on and off. A missing key says nothing, and the next layer's default speaks. */
export type Switches = {
  /** Keyed by server id. */
  readonly servers: ReadonlyMap<string, boolean>;
  /** Keyed by `switchKey`. */
  readonly capabilities: ReadonlyMap<string, boolean>;
  /** Keyed by `switchKey`. Each can only raise the level of the layers above. */
  readonly dangerLevels?: ReadonlyMap<string, DangerLevel>;
};

/** Layer 3: what a person sets for their clients. It can only narrow, and only raise danger levels. */
export type ClientSwitches = Switches & {
  /** Keyed by `switchKey`. */
  readonly dangerLevels: ReadonlyMap<string, DangerLevel>;
};
