import type { HttpLaunch } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import { eraOf } from "../../../modules/servers/server.ts";
import type { ConnectOptions, ServerConnection } from "../../../modules/servers/server-connector.ts";
import type { ResolvedSettings } from "../connector-settings.ts";
import { type Agreement, namesWhatItRefuses, notModern, readDiscovery, readInitialization } from "../negotiate.ts";
import { capabilitiesToDeclare, LEGACY_VERSION } from "../protocol.ts";
import { modernParams } from "../request-params.ts";
import { HttpConnection } from "./http-connection.ts";
import { HttpEndpoint, type RoundTrip } from "./http-endpoint.ts";
import { fromStatus } from "./http-errors.ts";
import { isOfSignIn } from "./is-of-sign-in.ts";
import { launchUrl } from "./launch-url.ts";
import { INITIALIZE_HEADERS, legacyHeaders, MODERN_HEADERS, type Session } from "./session.ts";

interface Opened {
  agreement: Agreement;
  session: Session;
}

/** Reaches a server and agrees on a protocol revision with it. See ServerConnector.connect. */
export async function connectHttp(
  settings: ResolvedSettings,
  launch: HttpLaunch,
  options: ConnectOptions,
): Promise<ServerConnection> {
  const deadline = settings.clock.now() + options.timeoutMs;
  const endpoint = new HttpEndpoint(settings, launchUrl(launch), launch.headers, launch.tls);
  endpoint.onTraffic = options.onTraffic;
  if (options.authorization) endpoint.authorizeWith(options.authorization);
  options.onStep?.("check", "The URL and the headers can be used.");
  const askWithin =
    (remainingMs: () => number, signal?: AbortSignal): Ask =>
    (headers, id, method, params) => {
      const message = { jsonrpc: "2.0", ...(id !== undefined && { id }), method, params };
      return endpoint.roundTrip(endpoint.headersWith(headers), message, remainingMs(), signal);
    };
  const askNow = askWithin(() => Math.max(1, deadline - settings.clock.now()), options.signal);
  let isReached = false;
  const ask: Ask = async (...question) => {
    const reached = (how: string): void => {
      if (!isReached) options.onStep?.("start", `The server answers (${how}).`);
      isReached = true;
    };
    try {
      const answer = await askNow(...question);
      reached(`HTTP ${answer.status}`);
      return answer;
    } catch (error) {
      if (isOfSignIn(error)) reached("it wants a sign-in");
      throw error;
    }
  };
  try {
    const { agreement, session } = await negotiate(settings, ask, options);
    options.onStep?.("handshake", `It speaks MCP ${agreement.protocolVersion}.`);
    const askAgain = askWithin(() => options.timeoutMs);
    const renew = async (): Promise<Session> => (await initialize(settings, askAgain, options)).session;
    const connection = new HttpConnection({ endpoint, agreement, session, renew, connect: options });
    await connection.ready();
    return connection;
  } catch (error) {
    endpoint.destroy();
    // Before any session, nothing was under way that could have had an effect.
    if (error instanceof CoreError && error.code === "server.died") {
      throw new CoreError(
        "server.unreachable",
        "The server took the connection and closed it without an answer. Check the URL, and http:// or https://.",
        { cause: error },
      );
    }
    throw error;
  }
}

type Ask = (
  headers: readonly string[],
  id: number | undefined,
  method: string,
  params: Record<string, unknown>,
) => Promise<RoundTrip>;

/** The era that the server had last time first; the other one when it no longer fits. */
async function negotiate(settings: ResolvedSettings, ask: Ask, options: ConnectOptions): Promise<Opened> {
  const { knownVersion, era } = options;
  if (era === "legacy") return initialize(settings, ask, options);
  if (era === "modern") {
    const discovered = await discover(settings, ask);
    if (!discovered) throw notModern();
    return discovered;
  }
  if (knownVersion !== null && eraOf(knownVersion) === "legacy") {
    try {
      return await initialize(settings, ask, options);
    } catch (error) {
      const discovered =
        error instanceof CoreError && error.code === "server.protocol_error" ? await discover(settings, ask) : null;
      if (discovered) return discovered;
      throw error;
    }
  }
  return (await discover(settings, ask)) ?? initialize(settings, ask, options);
}

/**
 * 2026-07-28, Version Negotiation over HTTP: a result or an error of the new kind means modern; a refusal without one
 * means legacy; 401 and 403 say nothing about the era. Null: try the legacy handshake.
 */
async function discover(settings: ResolvedSettings, ask: Ask): Promise<Opened | null> {
  const method = "server/discover";
  const discovery = (id: number): Promise<RoundTrip> =>
    ask([...MODERN_HEADERS, "mcp-method", method], id, method, modernParams({}, id, {}, settings.clientInfo));
  let answer = await discovery(1);
  if (answer.outcome && namesWhatItRefuses(answer.outcome)) answer = await discovery(2);
  if (answer.status === 401 || answer.status === 403 || (answer.status >= 300 && answer.status < 400))
    throw fromStatus(answer);
  const agreement = answer.outcome ? readDiscovery(answer.outcome) : null;
  return agreement && { agreement, session: { id: null, protocolVersion: agreement.protocolVersion } };
}

async function initialize(
  settings: ResolvedSettings,
  ask: Ask,
  { clientCapabilities }: Pick<ConnectOptions, "clientCapabilities">,
): Promise<Opened> {
  const answer = await ask(INITIALIZE_HEADERS, 2, "initialize", {
    protocolVersion: LEGACY_VERSION,
    capabilities: capabilitiesToDeclare(clientCapabilities),
    clientInfo: settings.clientInfo,
  });
  if (!answer.outcome || answer.status === 401 || answer.status === 403) throw fromStatus(answer);
  const agreement = readInitialization(answer.outcome);
  const id = answer.headers["mcp-session-id"];
  const session: Session = { id: typeof id === "string" ? id : null, protocolVersion: agreement.protocolVersion };
  const acknowledged = await ask(legacyHeaders(session), undefined, "notifications/initialized", {});
  if (acknowledged.status >= 400) throw fromStatus(acknowledged);
  return { agreement, session };
}
