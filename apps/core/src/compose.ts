import type { Server } from "node:http";
import type { FastifyInstance } from "fastify";
import type { OpenSetupToken } from "./adapters/setup-token-file.ts";
import { createAdapters } from "./compose/adapters.ts";
import { createModules } from "./compose/modules.ts";
import type { ComposeOptions } from "./compose/options.ts";
import { createSurfaces } from "./compose/surfaces.ts";
import type { Config } from "./config.ts";
import type { LegacyModule } from "./modules/legacy/index.ts";
import type { Principal } from "./modules/principals/principal.ts";
import type { SocketSurface } from "./surfaces/socket/index.ts";
import type { TrpcDeps } from "./surfaces/trpc/deps.ts";

export interface Core {
  modules: TrpcDeps;
  socket: SocketSurface;
  legacy: LegacyModule;
  app: FastifyInstance;
  server: Server;
  /** Null once the installation is set up. */
  setupToken: OpenSetupToken | null;
  /** An active owner of the installation, for the demo. */
  findOwner(): Promise<Principal | null>;
  /** Listens; resolves with the URL that browsers and MCP clients use. */
  listen(): Promise<string>;
  /** Stops taking requests, finishes those under way, then closes everything in reverse order. */
  stop(): Promise<void>;
}

/** The composition root: adapters, then modules, then surfaces. Nothing here decides anything. */
export async function compose(options: ComposeOptions): Promise<Core> {
  const { config } = options;
  let url = "";
  const adapters = await createAdapters(options);
  const parts = createModules(options, adapters, () => url);
  const surfaces = await createSurfaces(options, adapters, parts, () => url);
  const { app, server, legacyAdmin } = surfaces;

  return {
    modules: surfaces.modules,
    socket: surfaces.socket,
    legacy: legacyAdmin.legacy,
    app,
    server,
    setupToken: surfaces.setupToken,
    findOwner: adapters.installationStore.findOwner,
    async listen() {
      await parts.audit.start();
      await parts.networkParts.directory.start();
      await parts.approvals.start();
      await app.listen({ host: config.host, port: config.port });
      url = config.publicUrl ?? urlOf(server, config);
      parts.oauthParts.start(url);
      await parts.servers.start();
      legacyAdmin.start();
      return url;
    },
    async stop() {
      adapters.stopping();
      await Promise.all([surfaces.mcp.close(), surfaces.socket.close(), surfaces.drain(10_000)]);
      await surfaces.shown.close();
      await app.close();
      parts.gateway.close();
      parts.resultCache.close();
      await parts.sessions.close();
      await legacyAdmin.close();
      await parts.clients.close();
      parts.approvals.close();
      await parts.oauthParts.close();
      parts.networkParts.close();
      parts.snapshots.close();
      await parts.servers.close();
      await parts.audit.close();
      await adapters.close();
    },
  };
}

/** What browsers and MCP clients on this machine use. */
function urlOf(server: Server, { host, port, tls }: Config): string {
  const address = server.address();
  const taken = typeof address === "object" && address !== null ? address.port : port;
  const named = host.includes(":") ? `[${host}]` : host;
  return `${tls ? "https" : "http"}://${["0.0.0.0", "[::]"].includes(named) ? "localhost" : named}:${taken}`;
}
