import type { HttpLaunch } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import type { ConnectOptions, ServerConnection } from "../../../modules/servers/server-connector.ts";
import type { ResolvedSettings } from "../connector-settings.ts";
import { connectHttp } from "./connect-http.ts";
import { isOfSignIn } from "./is-of-sign-in.ts";
import { prepareToken } from "./prepare-token.ts";
import { connectSse } from "./sse/connect-sse.ts";

/** What a server of the older transport answers to a message that is posted to its stream's address. */
const REFUSES_POST = /^HTTP (?:400|404|405)$/;
/** A server of the older transport names its address at once. */
const LOOK_MS = 5_000;

/**
 * Connects to a server behind a URL. One that refuses Streamable HTTP is asked for the older stream of HTTP with SSE
 * (2025-11-25, Backwards Compatibility); what it spoke the last time is tried first.
 */
export async function connectEither(
  settings: ResolvedSettings,
  launch: HttpLaunch,
  given: ConnectOptions,
): Promise<ServerConnection> {
  const deadline = settings.clock.now() + given.timeoutMs;
  await prepareToken(settings.clock, given);
  const options = given.authorization ? { ...given, timeoutMs: Math.max(1, deadline - settings.clock.now()) } : given;
  if (launch.transport === "sse") {
    if (options.era === "modern")
      throw new CoreError(
        "server.protocol_error",
        'HTTP with SSE has no modern era. Choose the era "auto" or "legacy" in the server\'s settings.',
        { detail: "REVISION" },
      );
    return connectSse(settings, launch, options);
  }
  if (options.era === "modern") return connectHttp(settings, launch, options);
  const look = (): Promise<ServerConnection> =>
    connectSse(settings, launch, {
      ...options,
      timeoutMs: Math.max(1, Math.min(LOOK_MS, deadline - settings.clock.now())),
    });
  if (options.knownTransport === "sse") {
    try {
      return await look();
    } catch (error) {
      // Another one may stand there now.
      if (!(error instanceof CoreError) || (error.code !== "server.protocol_error" && error.code !== "server.timeout"))
        throw error;
    }
  }
  try {
    const timeoutMs = Math.max(1, deadline - settings.clock.now());
    return await connectHttp(settings, launch, { ...options, timeoutMs });
  } catch (error) {
    if (!(error instanceof CoreError) || !REFUSES_POST.test(error.detail ?? "") || options.signal?.aborted) throw error;
    // What it was asked for first says more about a server that has neither.
    return look().catch((second: unknown) => {
      throw isOfSignIn(second) ? second : error;
    });
  }
}
