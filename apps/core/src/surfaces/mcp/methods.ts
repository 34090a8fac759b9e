import type { ForwardedMethod, ListKind, TaskMethod } from "../../modules/gateway/index.ts";
import type { ProtocolEra } from "../../modules/servers/server.ts";

export type Handling =
  | { does: "list"; kind: ListKind; field: string }
  | { does: "forward"; method: ForwardedMethod; nameField: "name" | "uri" | null }
  | { does: "task"; method: TaskMethod }
  | { does: "ping" | "discover" | "listen" | "session" };

const LISTS = {
  "tools/list": { does: "list", kind: "tool", field: "tools" },
  "resources/list": { does: "list", kind: "resource", field: "resources" },
  "resources/templates/list": { does: "list", kind: "template", field: "resourceTemplates" },
  "prompts/list": { does: "list", kind: "prompt", field: "prompts" },
} as const;

const FORWARDED = {
  "tools/call": { does: "forward", method: "tools/call", nameField: "name" },
  "resources/read": { does: "forward", method: "resources/read", nameField: "uri" },
  "prompts/get": { does: "forward", method: "prompts/get", nameField: "name" },
  "completion/complete": { does: "forward", method: "completion/complete", nameField: null },
} as const;

const TASKS = {
  "tasks/get": { does: "task", method: "tasks/get" },
  "tasks/cancel": { does: "task", method: "tasks/cancel" },
} as const;
const LEGACY_TASKS = {
  ...TASKS,
  "tasks/result": { does: "task", method: "tasks/result" },
  "tasks/list": { does: "task", method: "tasks/list" },
} as const;
const MODERN_TASKS = { ...TASKS, "tasks/update": { does: "task", method: "tasks/update" } } as const;

/** What a session keeps of its client's wishes. */
const SESSION = {
  "logging/setLevel": { does: "session" },
  "resources/subscribe": { does: "session" },
  "resources/unsubscribe": { does: "session" },
} as const;

/** What a client of each era may ask. INVARIANT: a method that is not here is refused. */
export const METHODS: Record<ProtocolEra, ReadonlyMap<string, Handling>> = {
  // `initialize` makes the session that everything else here needs, so it stands outside the table.
  legacy: new Map<string, Handling>(
    Object.entries({ ...LISTS, ...FORWARDED, ...SESSION, ...LEGACY_TASKS, ping: { does: "ping" } as const }),
  ),
  modern: new Map<string, Handling>(
    Object.entries({
      ...LISTS,
      ...FORWARDED,
      ...MODERN_TASKS,
      "server/discover": { does: "discover" } as const,
      "subscriptions/listen": { does: "listen" } as const,
    }),
  ),
};

export const LEGACY_VERSIONS = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"] as const;
export const MODERN_VERSIONS = ["2026-07-28"] as const;

export const isLegacyVersion = (version: string): boolean => (LEGACY_VERSIONS as readonly string[]).includes(version);
export const isModernVersion = (version: string): boolean => (MODERN_VERSIONS as readonly string[]).includes(version);
