import type { CallKind } from "./capability.ts";

/** Everything a decision may depend on besides the snapshot. */
export type AccessRequest = {
  readonly principal: {
    /** Keys grants and client switches; rules never see it. */
    readonly id: string;
    readonly kind: "person" | "agent" | "anonymous";
    readonly role: string;
    /** The id that people type, and so the one that rules speak of. */
    readonly handle: string;
    readonly active: boolean;
  };
  /** `key` names the client application in layer 3; name and version are what it says of itself. */
  readonly client?: { readonly key: string; readonly name: string; readonly version: string };
  readonly serverId: string;
  readonly capability: { readonly kind: CallKind; readonly name: string };
  /** Parsed JSON of the call, `{}` for a call without arguments. Absent only where there is no call yet, as in lists. */
  readonly args?: Readonly<Record<string, unknown>>;
  readonly request: {
    readonly method: string;
    /** Milliseconds since the epoch. */
    readonly time: number;
    readonly ip?: string;
    readonly era: "legacy" | "modern" | null;
  };
  readonly session?: { readonly id: string };
};
