import {
  clientCapabilitiesSchema,
  clientRefSchema,
  clientViewSchema,
  configureUserServerInputSchema,
  listClientsInputSchema,
  listMcpSessionsInputSchema,
  listUserServersInputSchema,
  mcpSessionRefSchema,
  mcpSessionViewSchema,
  setClientSwitchInputSchema,
  setClientSwitchOutputSchema,
  unconfigureUserServerInputSchema,
  userServerViewSchema,
} from "@peta/contract";
import type { TwinApi } from "./twin-api.ts";
import { client, clientCapabilities, mcpSession, userServer } from "./twin-data.ts";

/** What users do for themselves: canned answers behind the schemas of the contract. */
export const createUserLayer = (
  router: TwinApi["router"],
  caller: TwinApi["procedure"],
  refuse: (code: string, message: string) => never,
) => ({
  userServers: router({
    list: caller
      .input(listUserServersInputSchema)
      .output(userServerViewSchema.array())
      .query(() => [userServer]),
    configure: caller
      .input(configureUserServerInputSchema)
      .output(userServerViewSchema)
      .mutation(({ input }) =>
        input.serverId === userServer.serverId
          ? { ...userServer, shareWithAgents: input.shareWithAgents }
          : refuse("server.not_configurable", "The server takes no values of its users."),
      ),
    unconfigure: caller
      .input(unconfigureUserServerInputSchema)
      .output(userServerViewSchema)
      .mutation(() => ({ ...userServer, isConfigured: false, valuesOf: "none" as const })),
  }),
  clients: router({
    list: caller
      .input(listClientsInputSchema)
      .output(clientViewSchema.array())
      .query(() => [client]),
    capabilities: caller
      .input(clientRefSchema)
      .output(clientCapabilitiesSchema)
      .query(({ input }) => clientCapabilities(input.clientKey)),
    setSwitch: caller
      .input(setClientSwitchInputSchema)
      .output(setClientSwitchOutputSchema)
      .mutation(({ input }) => ({
        stored: input.capability?.name !== "hidden",
        note: input.enabled === true ? "An administrator has switched it off. Nothing was stored." : null,
        capabilities: clientCapabilities(input.clientKey),
      })),
    sessions: caller
      .input(listMcpSessionsInputSchema)
      .output(mcpSessionViewSchema.array())
      .query(() => [mcpSession]),
    endSession: caller
      .input(mcpSessionRefSchema)
      .mutation(({ input }) =>
        input.sessionRef === mcpSession.sessionRef
          ? { ended: true as const }
          : refuse("session.not_found", "There is no such session."),
      ),
  }),
});
