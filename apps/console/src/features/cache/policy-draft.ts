import type { CachePolicyView, CapabilityKind } from "@peta/contract";

/** What the form of a cache policy holds. */
export interface PolicyDraft {
  enabled: boolean;
  ttlSeconds: string;
  scope: "principal" | "workspace";
  admission: "first_call" | "second_call";
  /** Null: all arguments tell two calls apart. */
  keyFields: ReadonlySet<string> | null;
  maxKilobytes: string;
  invalidatedBy: ReadonlySet<string>;
}

/** As Core begins a new policy. */
export const newPolicy: PolicyDraft = {
  enabled: true,
  ttlSeconds: "30",
  scope: "principal",
  admission: "first_call",
  keyFields: null,
  maxKilobytes: "256",
  invalidatedBy: new Set(),
};

export const draftOfPolicy = (policy: CachePolicyView): PolicyDraft => ({
  enabled: policy.enabled,
  ttlSeconds: String(policy.ttlSeconds),
  scope: policy.scope,
  admission: policy.admission,
  keyFields: policy.keyFields && new Set(policy.keyFields),
  maxKilobytes: String(policy.maxEntryBytes / 1_024),
  invalidatedBy: new Set(policy.invalidatedBy),
});

/** What Core is sent beside the capability. */
export const toPolicy = (draft: PolicyDraft) => ({
  enabled: draft.enabled,
  ttlSeconds: Number(draft.ttlSeconds),
  scope: draft.scope,
  admission: draft.admission,
  keyFields: draft.keyFields && [...draft.keyFields],
  maxEntryBytes: Math.round(Number(draft.maxKilobytes) * 1_024),
  invalidatedBy: [...draft.invalidatedBy],
});

const isWithin = (text: string, min: number, max: number): boolean =>
  text.trim() !== "" && Number(text) >= min && Number(text) <= max;

/** What is wrong with the numbers, in the units that they were typed in. */
export const policyProblems = (draft: PolicyDraft): { ttlSeconds?: string; maxKilobytes?: string } => ({
  ...(!(isWithin(draft.ttlSeconds, 1, 86_400) && Number.isInteger(Number(draft.ttlSeconds))) && {
    ttlSeconds: "Give a whole number of seconds from 1 to 86,400.",
  }),
  ...(!isWithin(draft.maxKilobytes, 1, 5_120) && { maxKilobytes: "Give a number of KiB from 1 to 5,120." }),
});

/** One capability, as its server names it. */
export interface CapabilityRef {
  serverId: string;
  kind: CapabilityKind;
  name: string;
}

/** One text for one capability. A server's id and a kind hold no blank, so that the first two split. */
export const refText = ({ serverId, kind, name }: CapabilityRef): string => `${serverId} ${kind} ${name}`;

/** The capability of such a text; null: it is none. */
export function refOfText(text: string | null): CapabilityRef | null {
  const [, serverId, kind, name] = /^(\S+) (tool|resource|template|prompt) (.+)$/s.exec(text ?? "") ?? [];
  return serverId && kind && name ? { serverId, kind: kind as CapabilityKind, name } : null;
}

/** The names of the arguments that a capability takes at the top level: a tool's schema, or a prompt's list. */
export function argumentNames(definition: unknown): string[] {
  const { inputSchema, arguments: listed } = (definition ?? {}) as {
    inputSchema?: { properties?: Record<string, unknown> };
    arguments?: unknown;
  };
  if (Array.isArray(listed))
    return listed.flatMap((one: { name?: unknown } | null) => (typeof one?.name === "string" ? [one.name] : []));
  return Object.keys(inputSchema?.properties ?? {});
}

/** "72 %"; nothing was asked yet: a dash. */
export const hitText = ({ hits, misses }: { hits: number; misses: number }): string =>
  hits + misses === 0 ? "–" : `${Math.round((hits / (hits + misses)) * 100)} %`;
