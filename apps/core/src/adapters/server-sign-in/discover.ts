import type { AuthorizationServerMetadata, OAuthProtectedResourceMetadata } from "@modelcontextprotocol/client";
import { z } from "zod";
import { CoreError } from "../../errors.ts";
import type { SignInRequest } from "../../modules/servers/sign-in/sign-in-flow.ts";
import { readScope } from "./read-scope.ts";
import { hostOf, quoteAddress, signInFailed } from "./sign-in-errors.ts";
import type { Tools } from "./tools.ts";

/** Who gives tokens for an MCP server, as it is said now. */
export interface Discovery {
  issuer: string;
  /** Null: a server of revision 2025-03-26, which is its own authorization server and says nothing of it. */
  metadata: AuthorizationServerMetadata | null;
  revocation: Revocation;
  /** The resource indicator (RFC 8707); null: the server has no protected-resource metadata. */
  resource: string | null;
  /** What the server says that it needs. */
  scope: string | null;
}

const revocationSchema = z.object({
  revocation_endpoint: z.url({ protocol: /^https?$/ }).optional(),
  revocation_endpoint_auth_methods_supported: z.array(z.string()).optional(),
});
/** Where tokens are given back (RFC 8414, section 2). The package does not read it from a document of OpenID Connect. */
export type Revocation = z.infer<typeof revocationSchema>;

/**
 * RFC 9728, then RFC 8414 or OpenID Connect Discovery: always anew, because what was true at the last sign-in may be an
 * attacker's now (A15). Throws CoreError server.sign_in_failed, server.unreachable, server.launch_refused.
 */
export async function discover(tools: Tools, { launch, challenge, known }: SignInRequest): Promise<Discovery> {
  const protectedBy = await readResourceMetadata(tools, launch.url, challenge?.resourceMetadataUrl ?? null);
  const named = protectedBy?.authorization_servers ?? [];
  const address = named.find((each) => each === known?.issuer) ?? named[0] ?? `${new URL(launch.url).origin}/`;
  const { metadata, revocation } = await readServerMetadata(tools, address);
  if (metadata === null && named.length > 0)
    throw signInFailed(
      `The server names ${hostOf(address)} as its authorization server, and there is no metadata of one (RFC 8414). Tell whoever runs the server.`,
    );
  return {
    issuer: metadata?.issuer ?? address,
    metadata,
    revocation,
    resource: protectedBy === null ? null : resourceOf(tools, protectedBy, launch.url),
    scope: readScope(protectedBy?.scopes_supported?.join(" ")),
  };
}

async function readResourceMetadata(
  tools: Tools,
  serverUrl: string,
  named: string | null,
): Promise<OAuthProtectedResourceMetadata | null> {
  const places = named !== null && URL.canParse(named) ? [named, undefined] : [undefined];
  for (const resourceMetadataUrl of places) {
    let wasThere = false;
    try {
      return await tools.sdk.discoverOAuthProtectedResourceMetadata(
        serverUrl,
        resourceMetadataUrl === undefined ? {} : { resourceMetadataUrl },
        async (url, init) => {
          const response = await tools.fetch(url, init);
          wasThere = response.ok;
          return response;
        },
      );
    } catch (error) {
      if (error instanceof CoreError) throw error;
      if (wasThere)
        throw signInFailed(
          `The protected-resource metadata of the server (${hostOf(resourceMetadataUrl ?? serverUrl)}) is not what RFC 9728 says. Tell whoever runs the server.`,
        );
    }
  }
  return null;
}

async function readServerMetadata(
  { sdk, fetch }: Tools,
  address: string,
): Promise<Pick<Discovery, "metadata" | "revocation">> {
  let last: Response | null = null;
  try {
    const metadata = await sdk.discoverAuthorizationServerMetadata(address, {
      async fetchFn(url, init) {
        const response = await fetch(url, init);
        last = response.clone();
        return response;
      },
    });
    if (metadata === undefined) return { metadata: null, revocation: {} };
    return { metadata, revocation: revocationSchema.safeParse(await lastJson(last)).data ?? {} };
  } catch (error) {
    if (error instanceof CoreError) throw error;
    if (error instanceof sdk.IssuerMismatchError)
      throw signInFailed(
        `The authorization server at ${hostOf(address)} says in its metadata that it is "${quoteAddress(String(error.received))}" and not "${quoteAddress(address)}" (RFC 8414, section 3.3). Core sends nobody there; tell whoever runs the server.`,
      );
    throw signInFailed(
      `The metadata of the authorization server ${hostOf(address)} is not what RFC 8414 says: it lacks something, or an address in it is none that a browser may be sent to.`,
    );
  }
}

const lastJson = async (response: Response | null): Promise<unknown> => response?.json();

/** Exactly as the server writes it: some authorization servers compare the text. */
function resourceOf({ sdk }: Tools, { resource }: OAuthProtectedResourceMetadata, serverUrl: string): string {
  if (sdk.checkResourceAllowed({ requestedResource: serverUrl, configuredResource: resource })) return resource;
  throw signInFailed(
    `The server's protected-resource metadata is about "${quoteAddress(resource)}", and the server is registered as ${hostOf(serverUrl)}. Core asks for no token that is for another address: correct the one here, or tell whoever runs the server.`,
  );
}
