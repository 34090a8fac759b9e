import { CoreError } from "../../../errors.ts";
import { eraOf } from "../../../modules/servers/server.ts";
import type { ConnectOptions } from "../../../modules/servers/server-connector.ts";
import type { ServerOutcome } from "../../../modules/servers/server-link.ts";
import type { ResolvedSettings } from "../connector-settings.ts";
import { type Agreement, namesWhatItRefuses, notModern, readDiscovery, readInitialization } from "../negotiate.ts";
import { capabilitiesToDeclare, LEGACY_VERSION } from "../protocol.ts";
import { modernParams } from "../request-params.ts";
import type { StdioLine } from "./stdio-line.ts";

/** Whether what is remembered of a server says that it is of the older era. */
export const isKnownLegacy = (version: string | null): boolean => version !== null && eraOf(version) === "legacy";

const isRefusal = (error: unknown): boolean => error instanceof CoreError && error.code === "server.protocol_error";

/**
 * Era detection of 2026-07-28 (server/discover, Version Negotiation): a server of unknown era is asked for its
 * discovery; an answer decides, and after an error or silence the legacy handshake follows on the same process.
 */
export async function negotiate(
  settings: ResolvedSettings,
  line: StdioLine,
  { knownVersion, era, clientCapabilities }: Pick<ConnectOptions, "knownVersion" | "era" | "clientCapabilities">,
  remaining: () => number,
): Promise<Agreement> {
  const initialize = async (): Promise<Agreement> => {
    const params = {
      protocolVersion: LEGACY_VERSION,
      capabilities: capabilitiesToDeclare(clientCapabilities),
      clientInfo: settings.clientInfo,
    };
    const agreement = readInitialization(await line.ask("initialize", remaining(), () => params));
    line.channel.notify("notifications/initialized");
    return agreement;
  };
  const discover = async (): Promise<ServerOutcome> => {
    const ask = (): Promise<ServerOutcome> =>
      line.ask("server/discover", remaining(), (id) => modernParams({}, id, {}, settings.clientInfo));
    const outcome = await ask();
    return namesWhatItRefuses(outcome) ? ask() : outcome;
  };
  if (era === "legacy") return initialize();
  if (era === "modern") {
    const agreement = readDiscovery(await discover());
    if (!agreement) throw notModern();
    return agreement;
  }
  if (isKnownLegacy(knownVersion)) {
    try {
      return await initialize();
    } catch (error) {
      // It may have been updated since: a server of the modern era only refuses the legacy handshake.
      if (!isRefusal(error)) throw error;
      const agreement = readDiscovery(await discover());
      if (!agreement) throw error;
      return agreement;
    }
  }

  const discovery = discover().then(readDiscovery);
  const discoverySoon = (): Promise<Agreement | null | "silent"> => {
    let stopWaiting = (): void => {};
    const silence = new Promise<"silent">((resolve) => {
      stopWaiting = settings.clock.after(Math.min(settings.probeTimeoutMs, remaining()), () => resolve("silent"));
    });
    return Promise.race([discovery, silence]).finally(stopWaiting);
  };
  const first = await discoverySoon();
  if (first !== "silent") return first ?? initialize();
  // Silent until now: perhaps legacy, perhaps only slow to start. Whichever answers first decides.
  const late = discovery.then((agreement) => agreement ?? new Promise<never>(() => {}));
  return Promise.race([late, initialize()]).catch(async (error: unknown) => {
    // It has read both by now. One of the modern era refuses the second, and its answer to the first may lie beside it.
    if (!isRefusal(error)) throw error;
    const agreement = await discoverySoon().catch((problem: unknown) => {
      if (isRefusal(problem)) throw problem;
      // It has ended meanwhile, and why it refused says more.
      return null;
    });
    if (agreement === "silent" || agreement === null) throw error;
    return agreement;
  });
}
