import type { FastifyInstance, FastifyReply } from "fastify";
import { authorizationServerMetadata, protectedResourceMetadata } from "../../modules/oauth/metadata.ts";
import type { OAuthModule } from "../../modules/oauth/index.ts";

const SERVER = "/.well-known/oauth-authorization-server";
const RESOURCE = "/.well-known/oauth-protected-resource";

/** Public, and the same for everybody: any page may read it. */
const open = (reply: FastifyReply): FastifyReply =>
  reply.headers({ "access-control-allow-origin": "*", "cache-control": "public, max-age=300" });

/**
 * Metadata of the authorization server (RFC 8414) and of the two protected resources (RFC 9728). Both RFCs put the path
 * of what is described behind the well-known name; clients of the first MCP revisions look for the authorization
 * server there too, under the path of the MCP endpoint.
 */
export function metadataRoutes(app: FastifyInstance, oauth: Pick<OAuthModule, "resources" | "canRegister">): void {
  for (const path of [SERVER, `${SERVER}/mcp`, `${SERVER}/user`, `${SERVER}/oauth`])
    app.get(path, (_request, reply) =>
      open(reply).send(authorizationServerMetadata(oauth.resources(), oauth.canRegister)),
    );
  for (const [path, resource] of [
    [RESOURCE, "mcp"],
    [`${RESOURCE}/mcp`, "mcp"],
    [`${RESOURCE}/user`, "user"],
  ] as const)
    app.get(path, (request, reply) => {
      const resources = oauth.resources();
      const seenAt = resources.urlSeenBy(request.headers.host);
      return open(reply)
        .header("vary", "host")
        .send(protectedResourceMetadata(resources, resource, seenAt));
    });
}
