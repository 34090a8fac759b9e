import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

const wantsHtml = (request: FastifyRequest): boolean => request.headers.accept?.includes("text/html") ?? false;

const NOT_BUILT = `<!doctype html><html lang="en"><title>Peta</title><body style="font-family:system-ui;margin:4rem auto;max-width:40rem;line-height:1.6">
<h1>Peta Core is running</h1><p>The Console is not built in this checkout. Run <code>npm run build</code> and start again, or use the <code>peta</code> command.</p></body></html>`;

/** `/`: the Console for browsers, a description of the service for everything else; and what is not there. */
export function homeRoutes(app: FastifyInstance, options: { version: string; sendPage: ((reply: FastifyReply, file: string) => FastifyReply) | null }): void {
  const descriptor = {
    name: "peta",
    version: options.version,
    description: "The permissions layer between AI agents and the systems they act on.",
    endpoints: { mcp: "/mcp", api: "/trpc", console: "/", live: "/live", ready: "/ready", health: "/health" },
  };
  app.get("/", (request, reply) => {
    reply.header("vary", "accept");
    if (!wantsHtml(request)) return reply.send(descriptor);
    return options.sendPage ? options.sendPage(reply, "index.html") : reply.type("text/html").send(NOT_BUILT);
  });
  app.setNotFoundHandler((request, reply) => {
    reply.code(404);
    if (wantsHtml(request) && options.sendPage) return options.sendPage(reply, "404.html");
    return reply.send({ error: { code: "request.unsupported", message: "There is nothing at this path. GET / describes the service." }, requestId: request.id });
  });
}
