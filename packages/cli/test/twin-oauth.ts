import {
  addOAuthClientInputSchema,
  addOAuthClientOutputSchema,
  oauthClientRefSchema,
  type OAuthClientView,
  oauthClientViewSchema,
  setOAuthClientInputSchema,
} from "@peta/contract";
import type { TwinApi } from "./twin-api.ts";
import { NOW } from "./twin-data.ts";

const client: OAuthClientView = {
  clientId: "ocl_1",
  name: "Claude Code",
  origin: "dynamic",
  redirectUris: ["http://127.0.0.1/cb"],
  grantTypes: ["authorization_code", "refresh_token"],
  authMethod: "none",
  scopes: ["mcp:tools"],
  principalId: null,
  enabled: true,
  activeGrants: 2,
  createdAt: NOW,
  lastUsedAt: NOW,
};

/** OAuth clients: canned answers behind the schemas of the contract. */
export const createTwinOAuth = (
  router: TwinApi["router"],
  admin: TwinApi["procedure"],
  refuse: (code: string, message: string) => never,
) =>
  router({
    listClients: admin.output(oauthClientViewSchema.array()).query(() => [client]),
    addClient: admin
      .input(addOAuthClientInputSchema)
      .output(addOAuthClientOutputSchema)
      .mutation(({ input }) => ({
        ...client,
        clientId: "ocl_2",
        name: input.name,
        origin: "administrator" as const,
        redirectUris: input.redirectUris,
        grantTypes: input.grantTypes,
        principalId: input.principalId ?? null,
        clientSecret: input.confidential ? "secret-shown-once" : null,
      })),
    setClient: admin
      .input(setOAuthClientInputSchema)
      .output(oauthClientViewSchema)
      .mutation(({ input }) => ({ ...client, enabled: input.enabled })),
    removeClient: admin
      .input(oauthClientRefSchema)
      .mutation(({ input }) =>
        input.clientId === client.clientId
          ? { removed: true as const }
          : refuse("oauth_client.not_found", "There is no such OAuth client in this workspace."),
      ),
  });
