import {
  acceptWordingInputSchema,
  addServerInputSchema,
  capabilityViewSchema,
  serverDetailSchema,
  serverLogEntrySchema,
  serverLogInputSchema,
  serverRefSchema,
  serverSummarySchema,
  serverTestResultSchema,
  setCapabilityInputSchema,
  testServerInputSchema,
  updateServerInputSchema,
} from "@peta/contract";
import { refusal, type TwinApi } from "./twin-api.ts";
import type { Twin } from "./twin-core.ts";
import { capability, detail, serverLog, summary, testResult, USER_FIELDS } from "./twin-data.ts";
import { createTwinSignIn, isLinear } from "./twin-sign-in.ts";
import { createTwinImports } from "./twin-skills.ts";
import { createTwinRest } from "./twin-rest.ts";

export const HASH = "a".repeat(64);
const REWORDED = {
  ...capability({ serverId: "files", kind: "prompt", name: "plan" }),
  waitingWording: {
    hash: HASH,
    accepted: { description: "Plan", arguments: [] },
    now: { title: "Do\u001b[2J\nthis", description: "Plan\u{e0041}", arguments: [] },
  },
};

/** Other by its schema and by what no terminal shows, and a new one with names that are members of every object. */
export const CHANGED_TOOL = {
  ...capability({ serverId: "changed", kind: "tool", name: "search", enabled: false }),
  definitionHash: "b".repeat(64),
  definition: {
    name: "search",
    description: "Searches\u200b",
    inputSchema: { type: "object", properties: { query: { type: "string" }, token: { type: "string" } } },
  },
  quarantine: {
    before: {
      name: "search",
      description: "Searches",
      inputSchema: { type: "object", properties: { query: { type: "string" } } },
      annotations: { readOnlyHint: true },
    },
  },
};
export const NEW_TOOL = {
  ...capability({ serverId: "changed", kind: "tool", name: "wi\u202epe", enabled: false }),
  definitionHash: "c".repeat(64),
  definition: { name: "wi\u202epe", toString: "no\u001b[2J" },
  quarantine: { before: null },
};
const CALM_TOOL = {
  ...capability({ serverId: "changed", kind: "tool", name: "calm", enabled: false }),
  definitionHash: "d".repeat(64),
};

/** What the twin of Core answers about servers. */
export const createTwinServers = (
  router: TwinApi["router"],
  admin: TwinApi["procedure"],
  refuse: (code: string, message: string) => never,
  state: Twin["state"],
) => {
  const signIn = createTwinSignIn(admin, refuse, state);
  return router({
    list: admin.output(serverSummarySchema.array()).query(() => [summary("files"), signIn.summary()]),
    add: admin
      .input(addServerInputSchema)
      .output(serverDetailSchema)
      .mutation(({ input }) => {
        if (input.serverId === "files")
          refuse("server.duplicate", 'There is a server "files" already. Choose another id.');
        if (input.serverId === "broken")
          throw refusal("server.start_failed", "The program has ended at its start.", [
            "KEY is missing",
            "\u001b[2Jbye",
          ]);
        if (isLinear(input.serverId)) return signIn.detail(input.serverId);
        return detail(input.serverId, input.userFields ?? null);
      }),
    get: admin
      .input(serverRefSchema)
      .output(serverDetailSchema)
      .query(({ input }) => ({
        ...(isLinear(input.serverId) ? signIn.look(input.serverId) : detail(input.serverId, USER_FIELDS)),
        capabilities:
          input.serverId === "changed"
            ? [CHANGED_TOOL, NEW_TOOL, CALM_TOOL]
            : input.serverId === "all-changed"
              ? [CHANGED_TOOL, NEW_TOOL, { ...CALM_TOOL, quarantine: { before: null } }]
              : [REWORDED],
      })),
    acceptWording: admin
      .input(acceptWordingInputSchema)
      .output(serverDetailSchema)
      .mutation(({ input }) => detail(input.serverId, USER_FIELDS)),
    update: admin
      .input(updateServerInputSchema)
      .output(serverDetailSchema)
      .mutation(({ input }) => ({
        ...detail(input.serverId, input.userFields ?? null),
        settings: input.settings ?? {},
        anonymousAccess: input.anonymousAccess ?? false,
        anonymousRateLimit: input.anonymousRateLimit ?? 10,
      })),
    restart: admin
      .input(serverRefSchema)
      .output(serverDetailSchema)
      .mutation(({ input }) => detail(input.serverId, null)),
    readLog: admin
      .input(serverLogInputSchema)
      .output(serverLogEntrySchema.array())
      .query(() => serverLog),
    refresh: admin
      .input(serverRefSchema)
      .output(serverDetailSchema)
      .mutation(({ input }) => detail(input.serverId, null)),
    setCapability: admin
      .input(setCapabilityInputSchema)
      .output(capabilityViewSchema)
      .mutation(({ input }) =>
        input.name === "wi\u202epe" && input.enabled
          ? refuse("capability.changed", "The tool is another one by now.")
          : capability(input),
      ),
    remove: admin
      .input(serverRefSchema)
      .mutation(({ input }) =>
        input.serverId === "files"
          ? { removed: true as const }
          : refuse("server.not_found", `There is no server "${input.serverId}".`),
      ),
    test: admin
      .input(testServerInputSchema)
      .output(serverTestResultSchema)
      .mutation(({ input }) => {
        const result = testResult(state.serverWorks);
        const isHttp = "serverId" in input ? isLinear(input.serverId) : input.launch.transport === "http";
        return result.error && isHttp ? { ...result, error: { ...result.error, ...signIn.failure } } : result;
      }),
    ...createTwinRest(admin),
    ...createTwinImports(admin),
    ...signIn.procedures,
  });
};
