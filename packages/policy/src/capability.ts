import type { DangerLevel } from "./effect.ts";

export type CapabilityKind = "tool" | "resource" | "template" | "prompt";

/** What a call may be about: what a catalogue holds, or a method of an extension, which no server lists. */
export type CallKind = CapabilityKind | "method";

/** One thing a server offers, as the catalogue knows it. */
export type CapabilityPolicy = {
  readonly kind: CapabilityKind;
  readonly name: string;
  readonly enabled: boolean;
  readonly dangerLevel: DangerLevel;
  /** Of the definition that was read from the server; approvals are bound to it. */
  readonly definitionHash: string;
  /** An administrator has chosen it for callers without a sign-in. Absent: no. */
  readonly anonymous?: boolean;
};

/** What a call is about. */
export type CalledPolicy = Omit<CapabilityPolicy, "kind"> & { readonly kind: CallKind };

/** Layer 1: what the operator exposes at all. */
export type ServerPolicy = {
  readonly serverId: string;
  readonly enabled: boolean;
  /** The administrator layer's answer where no switch is set. */
  readonly publicAccess: boolean;
  /** Keyed by `capabilityKey`. */
  readonly capabilities: ReadonlyMap<string, CapabilityPolicy>;
  /** Methods of extensions that an administrator lets through: exact, or all of a vendor (`vendor/*`). Absent: none. */
  readonly methods?: readonly string[];
};

// A kind holds no colon and a server id neither, so these keys cannot collide however a capability is named.

/** Key of `ServerPolicy.capabilities`. */
export function capabilityKey(kind: CallKind, name: string): string {
  return `${kind}:${name}`;
}

/** Key of `Switches.capabilities`. */
export function switchKey(serverId: string, kind: CallKind, name: string): string {
  return `${serverId}:${kind}:${name}`;
}

/** Key of the snapshot's clients: one MCP client application of one principal. */
export function clientSwitchKey(principalId: string, clientKey: string): string {
  return `${principalId}:${clientKey}`;
}
