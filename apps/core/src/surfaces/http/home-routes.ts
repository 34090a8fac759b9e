import type { IncomingMessage, ServerResponse } from "node:http";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

/** How browsers get the Console: from its static export, from Next in development, or not at all. */
export type ConsoleSource =
  | { kind: "export" }
  | { kind: "development"; handle: (request: IncomingMessage, response: ServerResponse) => void }
  | { kind: "none" };

const wantsHtml = (request: FastifyRequest): boolean => request.headers.accept?.includes("text/html") ?? false;

const NOT_BUILT = `<!doctype html><html lang="en"><title>Peta</title><body style="font-family:system-ui;margin:4rem auto;max-width:40rem;line-height:1.6">
<h1>Peta Core is running</h1><p>The Console is not built in this checkout. Run <code>npm run build</code> and start again, or use the <code>peta</code> command.</p></body></html>`;

/** `/`: the Console for browsers, a description of the service for everything else; and what is not there. */
export function homeRoutes(
  app: FastifyInstance,
  { version, source }: { version: string; source: ConsoleSource },
): void {
  const descriptor = {
    name: "peta",
    version,
    description: "The permissions layer between AI agents and the systems they act on.",
    endpoints: {
      mcp: "/mcp",
      oauth: "/.well-known/oauth-authorization-server",
      api: "/trpc",
      socket: "/socket.io/",
      user: "/user",
      admin: "/admin",
      console: "/",
      live: "/live",
      ready: "/ready",
      health: "/health",
    },
  };
  const toDevelopment = (
    request: FastifyRequest,
    reply: FastifyReply,
    handle: (q: IncomingMessage, s: ServerResponse) => void,
  ): void => {
    reply.hijack();
    handle(request.raw, reply.raw);
  };
  app.get("/", (request, reply) => {
    if (!wantsHtml(request)) return reply.header("vary", "accept").send(descriptor);
    if (source.kind === "development") return toDevelopment(request, reply, source.handle);
    reply.header("vary", "accept");
    return source.kind === "export" ? reply.sendFile("index.html") : reply.type("text/html").send(NOT_BUILT);
  });
  app.setNotFoundHandler((request, reply) => {
    if (source.kind === "development") return toDevelopment(request, reply, source.handle);
    reply.code(404);
    if (wantsHtml(request) && source.kind === "export") return reply.sendFile("404.html");
    return reply.send({
      error: { code: "request.unsupported", message: "There is nothing at this path. GET / describes the service." },
      requestId: request.id,
    });
  });
}
