import type { HttpLaunch } from "@peta/contract";
import { CoreError } from "../../../../errors.ts";
import type { ConnectOptions, ServerConnection } from "../../../../modules/servers/server-connector.ts";
import type { ServerOutcome } from "../../../../modules/servers/server-link.ts";
import { closedByCore } from "../../closed-by-core.ts";
import type { ResolvedSettings } from "../../connector-settings.ts";
import { createLegacyWatch } from "../../legacy-watch.ts";
import { readInitialization } from "../../negotiate.ts";
import { capabilitiesToDeclare, LEGACY_VERSION } from "../../protocol.ts";
import { legacyParams } from "../../request-params.ts";
import { RpcChannel } from "../../rpc-channel.ts";
import { createServerLevel } from "../../server-level.ts";
import { SseTransport, STREAM_CLOSED } from "./sse-transport.ts";

/** For what Core asks by itself, beside the requests of clients. */
const ASK_TIMEOUT_MS = 10_000;

/**
 * Reaches a server that speaks HTTP with SSE (2024-11-05) and shakes hands with it; what it speaks is of the legacy era.
 * Throws like ServerConnector.connect.
 */
export async function connectSse(
  settings: ResolvedSettings,
  launch: HttpLaunch,
  options: ConnectOptions,
): Promise<ServerConnection> {
  const deadline = settings.clock.now() + options.timeoutMs;
  const remaining = (): number => Math.max(1, deadline - settings.clock.now());
  const transport = new SseTransport({
    settings,
    launch,
    onRefused: (id, error) => channel.fail(id, error),
    onTraffic: options.onTraffic,
    authorization: options.authorization ?? null,
  });
  options.onStep?.("check", "The URL and the headers can be used.");
  const channel = new RpcChannel({
    transport,
    clock: settings.clock,
    onNotification: (notification) => options.onNotification?.(notification),
    onQuestion: options.onQuestion,
    explainNoise: () => new CoreError("server.protocol_error", "The server sends something that is no MCP message."),
  });
  let isEstablished = false;
  transport.onclose = () => {
    const cause = transport.end ?? new CoreError("server.died", STREAM_CLOSED);
    channel.close(cause);
    if (isEstablished) options.onClosed?.(cause);
  };
  const ask = (method: string, params: Record<string, unknown>): Promise<ServerOutcome> =>
    channel.request(method, { timeoutMs: ASK_TIMEOUT_MS }, () => params);
  try {
    await transport.open(remaining(), options.signal);
    options.onStep?.("start", "The server has opened its stream of events.");
    const outcome = await channel.request(
      "initialize",
      { timeoutMs: remaining(), ...(options.signal && { signal: options.signal }) },
      () => ({
        protocolVersion: LEGACY_VERSION,
        capabilities: capabilitiesToDeclare(options.clientCapabilities),
        clientInfo: settings.clientInfo,
      }),
    );
    const agreement = readInitialization(outcome);
    channel.notify("notifications/initialized");
    options.onStep?.("handshake", `It speaks MCP ${agreement.protocolVersion} over HTTP with SSE.`);
    isEstablished = true;
    const level = createServerLevel(agreement.capabilities, (wanted) => ask("logging/setLevel", { level: wanted }));
    const watches = createLegacyWatch((method, uri) => ask(method, { uri }));
    return {
      era: "legacy",
      transport: "sse",
      ...agreement,
      async request(method, params, wanted) {
        // Each message is a request of its own, which another one may overtake: the level first.
        await level.reach(wanted.logLevel);
        return channel.request(method, wanted, (id) => legacyParams(params, id, wanted));
      },
      notify: (method, params) => channel.notify(method, params),
      watch: (uris) => watches.watch(uris),
      async close() {
        channel.close(closedByCore());
        await transport.close();
      },
    };
  } catch (error) {
    await transport.close();
    if (error instanceof CoreError && error.code === "request.cancelled")
      throw new CoreError("server.unreachable", "The start was called off.");
    throw error;
  }
}
