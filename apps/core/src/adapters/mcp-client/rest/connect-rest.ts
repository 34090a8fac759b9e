import type { RestLaunch } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import type { ConnectOptions, ServerConnection } from "../../../modules/servers/server-connector.ts";
import { type ResolvedSettings, userAgentOf } from "../connector-settings.ts";
import { createAccessTokens } from "./access-tokens.ts";
import { type ApiClient, createApiClient } from "./api-client.ts";
import { boundTime } from "./bound-time.ts";
import { createCredentials, type Credentials } from "./credentials.ts";
import { createRequestRate } from "./request-rate.ts";
import { RestConnection } from "./rest-connection.ts";

const PROBE_BYTES = 65_536;

/**
 * Serves a REST API as an MCP server: checks its address and certificates, signs in where a token is needed, and asks
 * whether something answers there. See ServerConnector.connect.
 */
export async function connectRest(
  settings: ResolvedSettings,
  launch: RestLaunch,
  options: ConnectOptions,
): Promise<ServerConnection> {
  const { clock, maxSockets } = settings;
  const userAgent = userAgentOf(settings);
  const clients: ApiClient[] = [];
  const open = (url: URL, tls: RestLaunch["tls"]): ApiClient => {
    const client = createApiClient({ url, tls, maxSockets, userAgent });
    clients.push(client);
    return client;
  };
  // Inside a private network it may speak plain http beside an API that does not.
  const openTokens = (url: URL): ApiClient => open(url, url.protocol === "https:" ? launch.tls : undefined);
  const close = async (): Promise<void> => void (await Promise.all(clients.map((client) => client.close())));
  const time = boundTime(clock, options.timeoutMs, options.signal);
  try {
    const client = open(new URL(launch.definition.baseUrl), launch.tls);
    const { auth } = launch;
    const tokens =
      auth.kind === "clientCredentials" ? createAccessTokens(auth, openTokens(new URL(auth.tokenUrl)), clock) : null;
    const credentials = createCredentials(launch, tokens);
    options.onStep?.("check", "The definition, the addresses and the certificates can be used.");
    const status = await probe(launch, client, credentials, time.signal);
    options.onStep?.("start", `The API answers (HTTP ${status}).`);
    options.onStep?.(
      "handshake",
      `Core serves it as an MCP server with ${launch.definition.tools.length} ${launch.definition.tools.length === 1 ? "tool" : "tools"}.`,
    );
    const takeTurn = createRequestRate(clock, launch.definition.requestsPerMinute);
    return new RestConnection({ launch, client, credentials, takeTurn, clock }, close);
  } catch (error) {
    await close();
    if (error instanceof CoreError && error.code === "request.cancelled")
      throw new CoreError("server.unreachable", "The start was called off.");
    // Nothing was under way that could have had an effect.
    if (error instanceof CoreError && error.code === "server.died") {
      throw new CoreError(
        "server.unreachable",
        "The API took the connection and closed it without an answer. Check http:// or https://; over https it may want a client certificate (tls).",
        { cause: error },
      );
    }
    throw error;
  } finally {
    time.end();
  }
}

/** Whether something answers. Without a path to ask for, whatever it says; with one, it has to be a success. */
async function probe(
  { definition }: RestLaunch,
  client: ApiClient,
  credentials: Credentials,
  signal: AbortSignal,
): Promise<number> {
  const base = new URL(definition.baseUrl);
  const url =
    definition.probe === undefined
      ? base
      : new URL(`${base.origin}${base.pathname.replace(/\/$/, "")}${definition.probe}`);
  const request = { method: definition.probe === undefined ? "HEAD" : "GET", url, headers: {}, body: null } as const;
  const { status } = await client.send(await credentials.addTo(request, signal), { maxBytes: PROBE_BYTES, signal });
  if (definition.probe !== undefined && (status < 200 || status > 299)) {
    throw new CoreError(
      "server.unreachable",
      status === 401 || status === 403
        ? `The API refuses Core's credentials (HTTP ${status}). Set or renew the way to sign in.`
        : `The API's answer to its probe is HTTP ${status}. Check the base URL and the path of the probe.`,
    );
  }
  return status;
}
