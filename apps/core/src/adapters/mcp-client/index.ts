import type { ServerConnection, ServerConnector } from "../../modules/servers/server-connector.ts";
import { type ConnectorSettings, resolveSettings } from "./connector-settings.ts";
import { connectEither } from "./http/connect-either.ts";
import type { connectRest } from "./rest/connect-rest.ts";
import { describeSandbox } from "./sandbox/describe-sandbox.ts";
import { connectSkills } from "./skills/connect-skills.ts";
import { connectStdio } from "./stdio/connect-stdio.ts";
import { createProcessGuard } from "./stdio/process-guard.ts";

export type { ConnectorSettings } from "./connector-settings.ts";

/** With an HTTP client of its own, which nothing else on the way of a call needs: loaded for the first REST API. */
const openRest: typeof connectRest = async (...given) => (await import("./rest/connect-rest.ts")).connectRest(...given);

/** Connections to real servers: child processes over stdio, Streamable HTTP in both protocol eras, and HTTP with SSE. */
export function createMcpConnector(given: ConnectorSettings): ServerConnector {
  const settings = resolveSettings(given);
  const guard = createProcessGuard(settings.log);
  const open = new Set<ServerConnection>();
  return {
    async connect(launch, options) {
      let connection: ServerConnection | null = null;
      let isClosed = false;
      const closed = (cause: Parameters<NonNullable<typeof options.onClosed>>[0]): void => {
        // It may end before whoever connects has it.
        isClosed = true;
        if (connection) open.delete(connection);
        options.onClosed?.(cause);
      };
      const connected: ServerConnection =
        launch.transport === "stdio"
          ? await connectStdio(settings, guard, launch, { ...options, onClosed: closed })
          : launch.transport === "skills"
            ? await connectSkills(settings.skills, launch, options)
            : launch.transport === "rest"
              ? await openRest(settings, launch, options)
              : await connectEither(settings, launch, { ...options, onClosed: closed });
      connection = connected;
      if (!isClosed) open.add(connected);
      return {
        era: connected.era,
        transport: connected.transport ?? launch.transport,
        protocolVersion: connected.protocolVersion,
        serverInfo: connected.serverInfo,
        capabilities: connected.capabilities,
        request: connected.request.bind(connected),
        notify: (method, params) => connected.notify?.(method, params),
        watch: connected.watch.bind(connected),
        ...(connected.watchTasks && { watchTasks: connected.watchTasks.bind(connected) }),
        async close() {
          open.delete(connected);
          await connected.close();
        },
      };
    },
    describeSandbox: (launch) => describeSandbox(launch, settings.sandboxTools),
    async close() {
      await Promise.all([...open].map((connection) => connection.close()));
      guard.close();
    },
  };
}
