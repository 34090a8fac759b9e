/** Who may import whom: style of the table in ARCHITECTURE.md. A path belongs to the first zone that it starts with. */
export interface Zone {
  name: string;
  paths: readonly string[];
  /** Other zones of the same workspace that it may import; its own is always allowed. */
  zones: readonly string[];
  /** Workspace packages that it may import; `type:` in front allows types only. */
  packages: readonly string[];
  /** Packages from outside that it must not know. */
  forbidden?: RegExp;
  advice: string;
}

/** The Clock is a port of every module and lives beside its two implementations, so that they cannot drift apart. */
export const SHARED_PORTS: ReadonlySet<string> = new Set(["apps/core/src/adapters/clock.ts"]);

const OUTSIDE =
  /^(node:(http|https|http2|net|tls|dgram)|fastify|@fastify\/.*|undici|@trpc\/.*|socket\.io.*|pg|@prisma\/.*|@modelcontextprotocol\/.*)$/;

export const ZONES: readonly Zone[] = [
  {
    name: "core/errors",
    paths: ["apps/core/src/errors.ts"],
    zones: [],
    packages: ["@peta/contract"],
    advice: "errors.ts knows the catalogue of codes and nothing else.",
  },
  {
    name: "core/gateway",
    paths: ["apps/core/src/modules/gateway/"],
    zones: ["core/modules", "core/errors"],
    packages: ["@peta/policy", "@peta/contract"],
    forbidden: OUTSIDE,
    advice: "The gateway directs other modules; what is outside reaches it through a port that an adapter implements.",
  },
  {
    name: "core/modules",
    paths: ["apps/core/src/modules/"],
    zones: ["core/errors"],
    packages: ["@peta/policy", "@peta/contract"],
    forbidden: OUTSIDE,
    advice:
      "A module knows no wire, no database and no MCP package: declare a port in the module and implement it in adapters/. Only the gateway directs other modules, and none imports it.",
  },
  {
    name: "core/surfaces",
    paths: ["apps/core/src/surfaces/"],
    zones: ["core/modules", "core/gateway", "core/errors"],
    packages: ["@peta/contract"],
    forbidden: /^(pg|@prisma\/.*)$/,
    advice: "A surface calls module functions; adapters are handed to modules by compose.ts.",
  },
  {
    name: "core/adapters",
    paths: ["apps/core/src/adapters/"],
    zones: ["core/modules", "core/gateway", "core/errors"],
    packages: ["@peta/db", "type:@peta/db", "@peta/contract", "type:@peta/policy"],
    advice: "An adapter implements a module's port; it knows no surface.",
  },
  {
    name: "core/composition",
    paths: ["apps/core/"],
    zones: ["core/surfaces", "core/modules", "core/gateway", "core/adapters", "core/errors"],
    packages: ["@peta/db", "@peta/contract", "@peta/policy"],
    advice: "Core composes surfaces, modules and adapters.",
  },
  {
    name: "console",
    paths: ["apps/console/"],
    zones: [],
    packages: ["@peta/contract", "@peta/ui", "@peta/policy", "type:@peta/core"],
    advice: "The Console knows Core by the contract and the type AppRouter.",
  },
  {
    name: "desk/renderer",
    paths: ["apps/desk/src/renderer/"],
    zones: ["desk/shared"],
    packages: ["@peta/contract", "@peta/ui"],
    forbidden: /^(electron|node:.*)$/,
    advice: "The renderer talks through the channels of src/shared/ipc.ts.",
  },
  {
    name: "desk/shared",
    paths: ["apps/desk/src/shared/"],
    zones: [],
    packages: ["@peta/contract"],
    advice: "What both sides of Desk share depends on neither.",
  },
  {
    name: "desk",
    paths: ["apps/desk/"],
    zones: ["desk/shared"],
    packages: ["@peta/contract", "type:@peta/core"],
    advice: "Desk's main and preload know Core by the contract and the type AppRouter.",
  },
  {
    name: "contract",
    paths: ["packages/contract/"],
    zones: [],
    packages: ["type:@peta/policy"],
    forbidden: /^(?!zod$)/,
    advice: "The contract is schemas: zod and types of the policy.",
  },
  {
    name: "cli",
    paths: ["packages/cli/"],
    zones: [],
    packages: ["@peta/contract", "type:@peta/core"],
    advice: "The command is a thin client: the contract and the type AppRouter.",
  },
  {
    name: "policy",
    paths: ["packages/policy/"],
    zones: [],
    packages: [],
    forbidden: /^node:(?!util\/types$)/,
    advice: "The policy is pure: no workspace package, nothing of Node.",
  },
  {
    name: "db",
    paths: ["packages/db/"],
    zones: [],
    packages: [],
    advice: "The database package knows no other workspace package.",
  },
  {
    name: "ui",
    paths: ["packages/ui/"],
    zones: [],
    packages: [],
    forbidden: /^(@trpc\/.*|node:.*)$/,
    advice: "The design system is presentation only.",
  },
  {
    name: "config",
    paths: ["packages/config/"],
    zones: [],
    packages: [],
    advice: "Presets depend on nothing of ours.",
  },
];

export const zoneOf = (path: string): Zone | undefined =>
  ZONES.find((zone) => zone.paths.some((start) => path.startsWith(start)));

/** `apps/core` of `apps/core/src/main.ts`. */
export const workspaceOf = (path: string): string => path.split("/").slice(0, 2).join("/");
