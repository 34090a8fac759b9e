import {
  cacheCapabilityRefSchema,
  cacheEntrySchema,
  type CachePolicyView,
  cachePolicySchema,
  cacheStatusSchema,
  discoveryRefSchema,
  discoverySettingSchema,
  type DiscoveryView,
  discoveryViewSchema,
  foundToolsSchema,
  listCacheEntriesInputSchema,
  purgeCacheInputSchema,
  purgedSchema,
  searchToolsInputSchema,
  setCachePolicyInputSchema,
  setDiscoveryDefaultInputSchema,
  setDiscoveryInputSchema,
} from "@peta/contract";
import type { TwinApi } from "./twin-api.ts";
import { NOW } from "./twin-data.ts";

const view: DiscoveryView = {
  principalId: "bot",
  clientKey: null,
  profile: "strict",
  pinned: [],
  directTools: 15,
  source: "workspace",
  listed: ["peta__catalog_search", "peta__catalog_describe", "peta__catalog_execute"],
  searchOnly: 40,
  listedLength: 1900,
  flatLength: 52_000,
};
const policy: CachePolicyView = {
  serverId: "files",
  kind: "tool",
  name: "read",
  enabled: true,
  ttlSeconds: 60,
  scope: "principal",
  admission: "first_call",
  keyFields: null,
  maxEntryBytes: 262_144,
  invalidatedBy: ["write"],
  updatedAt: NOW,
  hits: 9,
  misses: 1,
  entries: 1,
  bytes: 120,
  problem: null,
};
const KEY = "a".repeat(64);

/** `discovery.*` and `cache.*`: canned answers behind the schemas of the contract. */
export const createTwinDiscovery = (
  router: TwinApi["router"],
  caller: TwinApi["procedure"],
  admin: TwinApi["procedure"],
) => ({
  discovery: router({
    settings: caller
      .output(discoverySettingSchema.array())
      .query(() => [{ principalId: null, clientKey: null, profile: "strict" as const, pinned: [], directTools: 15 }]),
    show: caller
      .input(discoveryRefSchema)
      .output(discoveryViewSchema)
      .query(() => view),
    setDefault: admin.input(setDiscoveryDefaultInputSchema).mutation(() => {}),
    set: caller
      .input(setDiscoveryInputSchema)
      .output(discoveryViewSchema)
      .mutation(({ input }) => ({ ...view, profile: input.profile ?? "flat" })),
    search: caller
      .input(searchToolsInputSchema)
      .output(foundToolsSchema)
      .query(() => ({
        matches: [{ name: "files::read", server: "files", title: null, description: "Reads a file." }],
        total: 3,
      })),
  }),
  cache: router({
    policies: admin.output(cachePolicySchema.array()).query(() => [policy]),
    setPolicy: admin
      .input(setCachePolicyInputSchema)
      .output(cachePolicySchema)
      .mutation(({ input }) => ({ ...policy, ...input })),
    removePolicy: admin.input(cacheCapabilityRefSchema).mutation(() => {}),
    entries: admin
      .input(listCacheEntriesInputSchema)
      .output(cacheEntrySchema.array())
      .query(() => [
        {
          key: KEY,
          serverId: "files",
          kind: "tool" as const,
          name: "read",
          principalId: "bot",
          scope: "principal" as const,
          bytes: 120,
          hits: 9,
          storedAt: NOW,
          expiresAt: NOW,
        },
      ]),
    status: admin
      .output(cacheStatusSchema)
      .query(() => ({ entries: 1, bytes: 120, maxBytes: 67_108_864, hits: 9, misses: 1 })),
    purge: admin
      .input(purgeCacheInputSchema)
      .output(purgedSchema)
      .mutation(() => ({ purged: 1 })),
  }),
});
