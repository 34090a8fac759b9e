import type { HttpLaunch } from "@peta/contract";
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";
import { CoreError } from "../../../../errors.ts";
import type { ServerAuthorization } from "../../../../modules/servers/sign-in/server-authorization.ts";
import type { ResolvedSettings } from "../../connector-settings.ts";
import type { ChannelTransport } from "../../rpc-channel.ts";
import { HttpEndpoint } from "../http-endpoint.ts";
import { fromNetworkError, fromStatus } from "../http-errors.ts";
import type { HttpExchange } from "../http-exchange.ts";
import { launchUrl } from "../launch-url.ts";

export interface SseTransportOptions {
  settings: ResolvedSettings;
  launch: HttpLaunch;
  /** Of one request, the server's refusal; the others go on. */
  onRefused: (id: number, error: CoreError) => void;
  onTraffic: HttpEndpoint["onTraffic"];
  authorization: ServerAuthorization | null;
}

export const STREAM_CLOSED =
  "The server has closed its stream, and with it the session. What it was asked for may have been done all the same; the next request connects to it again.";

/** How long one message may take to be accepted. */
const POST_TIMEOUT_MS = 30_000;
const STREAM_HEADERS = ["accept", "text/event-stream"];
const POST_HEADERS = ["content-type", "application/json", "accept", "application/json, text/event-stream"];

/**
 * HTTP with SSE, the transport of revision 2024-11-05: one stream on which everything arrives, and an address that the
 * stream's first event names, to which everything is sent. The session ends with the stream.
 */
export class SseTransport implements ChannelTransport {
  onclose?: () => void;
  onmessage?: (message: JSONRPCMessage) => void;
  /** Set when the stream has ended: why. */
  end: CoreError | null = null;
  readonly #options: SseTransportOptions;
  readonly #stream: HttpEndpoint;
  #posts: HttpEndpoint | null = null;
  #exchange: HttpExchange | null = null;
  #headers = "";

  /** Throws CoreError server.launch_refused. */
  constructor(options: SseTransportOptions) {
    this.#options = options;
    this.#stream = this.#endpointAt(launchUrl(options.launch));
    this.#headers = this.#stream.headersWith(POST_HEADERS);
  }

  /**
   * Opens the stream and waits for the address. Throws CoreError server.unreachable, server.protocol_error,
   * server.timeout, server.launch_refused; nothing is left open then.
   */
  async open(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    const { settings } = this.#options;
    let cancelTimer = (): void => {};
    let onAbort = (): void => {};
    try {
      await new Promise<void>((resolve, reject) => {
        cancelTimer = settings.clock.after(timeoutMs, () => reject(noAddress(timeoutMs)));
        onAbort = () => reject(new CoreError("server.unreachable", "The start was called off."));
        signal?.addEventListener("abort", onAbort, { once: true });
        this.#exchange = this.#stream.open("GET", this.#stream.headersWith(STREAM_HEADERS), null, {
          onStart: (status, headers) => {
            const isStream = (headers["content-type"] ?? "").startsWith("text/event-stream");
            if (status < 300 && !isStream) reject(notAStream());
          },
          onEvent: ({ type, data }) => {
            if (type !== "endpoint") return false;
            if (this.#posts) return true;
            new Promise<void>((found) => {
              this.#posts = this.#endpointAt(this.#addressOf(data));
              found();
            }).then(resolve, reject);
            return true;
          },
          onMessage: (message) => this.onmessage?.(message as JSONRPCMessage),
          onEnd: (answer) => {
            reject(answer.status >= 300 ? fromStatus(answer) : notAStream());
            this.#lose(new CoreError("server.died", STREAM_CLOSED));
          },
          onError: (error) => {
            const failure = fromNetworkError(error, settings.maxMessageBytes);
            reject(failure);
            this.#lose(failure);
          },
        });
      });
    } catch (error) {
      await this.close();
      throw error;
    } finally {
      cancelTimer();
      signal?.removeEventListener("abort", onAbort);
    }
  }

  /** The address belongs to the server that named it: nowhere else goes what is meant for that one (A40). */
  #addressOf(text: string): URL {
    const base = new URL(this.#options.launch.url);
    const address = URL.canParse(text, base.href) ? new URL(text, base) : null;
    if (!address || address.origin !== base.origin || address.username !== "" || address.password !== "")
      throw new CoreError(
        "server.protocol_error",
        `The server names an address at ${address ? address.origin : "no place"} for what is sent to it, and Core sends only to the server that was registered.`,
      );
    return address;
  }

  #endpointAt(url: URL): HttpEndpoint {
    const { settings, launch, onTraffic, authorization } = this.#options;
    const endpoint = new HttpEndpoint(settings, url, launch.headers, launch.tls);
    endpoint.onTraffic = onTraffic;
    if (authorization) endpoint.authorizeWith(authorization);
    endpoint.onSignedOut = (error) => this.#lose(error);
    return endpoint;
  }

  /** `open` has done what there is to start. */
  async start(): Promise<void> {}

  async send(message: JSONRPCMessage): Promise<void> {
    this.write(message);
  }

  /** Throws CoreError server.died. */
  write(message: { id?: unknown; method?: unknown }): void {
    const posts = this.#posts;
    if (!posts || this.end) throw this.end ?? new CoreError("server.died", "The connection to the server is closed.");
    const { settings, onRefused, onTraffic } = this.#options;
    const refuse = (error: CoreError): void => {
      if (typeof message.id === "number" && message.method !== undefined) onRefused(message.id, error);
    };
    const body = JSON.stringify(message);
    onTraffic?.("sent", message, body.length);
    const cancelTimer = settings.clock.after(POST_TIMEOUT_MS, () => {
      exchange.abort();
      refuse(new CoreError("server.timeout", `The server did not take the request within ${POST_TIMEOUT_MS} ms.`));
    });
    const exchange: HttpExchange = posts.open("POST", this.#headers, body, {
      // Some servers answer here instead of on the stream.
      onMessage: (answer) => this.onmessage?.(answer as JSONRPCMessage),
      onEnd: (answer) => {
        cancelTimer();
        if (answer.status >= 300) refuse(fromStatus(answer));
      },
      onError: (error) => {
        cancelTimer();
        refuse(fromNetworkError(error, settings.maxMessageBytes));
      },
    });
  }

  async close(): Promise<void> {
    this.end ??= new CoreError("server.unreachable", "The connection to the server was closed.");
    this.#exchange?.abort();
    this.#posts?.destroy();
    this.#stream.destroy();
  }

  #lose(error: CoreError): void {
    if (this.end) return;
    this.end = error;
    void this.close().then(() => this.onclose?.());
  }
}

const noAddress = (timeoutMs: number): CoreError =>
  new CoreError(
    "server.timeout",
    `The server opened a stream and did not say within ${Math.ceil(timeoutMs / 1000)} s where to send to. Check that the URL is its HTTP+SSE endpoint (often /sse).`,
  );

const notAStream = (): CoreError =>
  new CoreError(
    "server.protocol_error",
    "The server does not open a stream of events at this path. Check that the URL is its HTTP+SSE endpoint (often /sse).",
  );
