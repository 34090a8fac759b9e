import { CoreError } from "../../../errors.ts";
import { eraOf, type ProtocolEra, type ServerRecord } from "../../../modules/servers/server.ts";
import type { ConnectOptions, ServerConnection } from "../../../modules/servers/server-connector.ts";
import type {
  AnswerQuestion,
  ServerNotification,
  ServerOutcome,
  ServerRequestOptions,
} from "../../../modules/servers/server-link.ts";
import type { HearTraffic } from "../../../modules/servers/server-log.ts";
import type { ResolvedSettings } from "../connector-settings.ts";
import type { Agreement } from "../negotiate.ts";
import { isObject } from "../../../modules/json.ts";
import { closedByCore } from "../closed-by-core.ts";
import type { IncomingMessage } from "../outcome.ts";
import { listChangeFilter } from "../list-changes.ts";
import { listenWishes, type NamedNotices } from "../listen-filter.ts";
import { PendingRequest } from "../pending-request.ts";
import { legacyParams, modernParams } from "../request-params.ts";
import { OpenQuestions } from "../open-questions.ts";
import { createServerLevel } from "../server-level.ts";
import { createHeaderMirror } from "./header-mirror.ts";
import { type CallHost, HttpCall } from "./http-call.ts";
import type { HttpEndpoint } from "./http-endpoint.ts";
import { eraMisfit } from "./era-misfit.ts";
import { isConnectFailure } from "./http-errors.ts";
import type { ExchangeEnd, HttpExchange } from "./http-exchange.ts";
import { Posts } from "./posts.ts";
import { ServerNotices } from "./server-notices.ts";
import { legacyHeaders, MODERN_HEADERS, type Session } from "./session.ts";
import { headerLines } from "./wire/http-request.ts";

/** For what Core asks by itself, beside the requests of clients. */
const ASK_TIMEOUT_MS = 10_000;
const CLOSE_TIMEOUT_MS = 2_000;
const RESUME_PAUSE_MS = 1_000;
/** Whatever a server asks for: one that ends every stream at once is not asked without a pause. */
const MIN_RESUME_PAUSE_MS = 50;
const LINGER_MS = 2_000;

export interface HttpConnectionOptions {
  endpoint: HttpEndpoint;
  agreement: Agreement;
  /** The legacy session; its id is null where the server keeps none. */
  session: Session;
  /** Opens another legacy session after the old one ended. */
  renew: () => Promise<Session>;
  connect: ConnectOptions;
}

/** A Streamable HTTP server of either era. Every request is an exchange of its own on a pooled socket. */
export class HttpConnection implements ServerConnection, CallHost {
  readonly era: ProtocolEra;
  readonly protocolVersion: string;
  readonly serverInfo: ServerRecord["serverInfo"];
  readonly capabilities: Record<string, unknown>;
  readonly maxMessageBytes: number;
  /** Answers that matched no request. */
  unmatchedAnswers = 0;
  readonly settings: ResolvedSettings;
  readonly #endpoint: HttpEndpoint;
  readonly #options: HttpConnectionOptions;
  readonly #mirror: (method: string, params: Record<string, unknown>) => string[];
  readonly #modernHeaders: string;
  readonly #posts: Posts;
  readonly #questions = new OpenQuestions((message) => this.#post(message));
  #sessionHeaders: string;
  #session: Session;
  #renewal: Promise<void> | null = null;
  readonly #notices: ServerNotices;
  /** Apart, once anybody wants them: a server that refuses to tell of tasks goes on to tell of the rest. */
  #taskNotices: ServerNotices | null = null;
  readonly #level: ReturnType<typeof createServerLevel>;
  #lastId = 1_000;
  #closed: CoreError | null = null;

  constructor(options: HttpConnectionOptions) {
    this.#options = options;
    this.#endpoint = options.endpoint;
    this.settings = options.endpoint.settings;
    this.maxMessageBytes = this.settings.maxMessageBytes;
    this.era = eraOf(options.agreement.protocolVersion);
    this.protocolVersion = options.agreement.protocolVersion;
    this.serverInfo = options.agreement.serverInfo;
    this.capabilities = options.agreement.capabilities;
    this.#session = options.session;
    this.#sessionHeaders = this.#endpoint.headersWith(legacyHeaders(options.session));
    this.#modernHeaders = this.#endpoint.headersWith(MODERN_HEADERS);
    this.#posts = new Posts(this.#endpoint, () => this.#sessionHeaders);
    this.#mirror = createHeaderMirror((name) => options.connect.toolDefinition?.(name));
    const offered = this.era === "legacy" ? this.capabilities : {};
    this.#level = createServerLevel(offered, (level) => this.#ask("logging/setLevel", { level }));
    this.#notices = this.#noticesOf("resourceSubscriptions", listChangeFilter(this.capabilities));
    this.#notices.start();
    this.#endpoint.onSignedOut = (error) => this.#lose(error);
  }

  #noticesOf(field: NamedNotices, lists: Record<string, true> | null): ServerNotices {
    const isModern = this.era === "modern";
    return new ServerNotices({
      endpoint: this.#endpoint,
      capabilities: this.capabilities,
      lists,
      field,
      isModern,
      mayAsk: !isModern && Object.keys(this.#options.connect.clientCapabilities ?? {}).length > 0,
      opening: (filter, lastEventId) => this.#openNotices(filter, lastEventId),
      ask: (method, params) => this.#ask(method, params),
      onMessage: (message) => this.#hearOnStream(message),
      onUnreachable: (error) => this.broke(error),
      onGone: () => void this.#renew().catch((error: unknown) => error instanceof CoreError && this.broke(error)),
    });
  }

  #ask(method: string, params: Record<string, unknown>): Promise<ServerOutcome> {
    return this.request(method, params, { timeoutMs: ASK_TIMEOUT_MS });
  }

  request(method: string, params: Record<string, unknown>, options: ServerRequestOptions): Promise<ServerOutcome> {
    const ready = this.#level.reach(options.logLevel);
    return ready === null
      ? this.#request(method, params, options)
      : ready.then(() => this.#request(method, params, options));
  }

  #request(method: string, params: Record<string, unknown>, options: ServerRequestOptions): Promise<ServerOutcome> {
    if (this.#closed) return Promise.reject(this.#closed);
    if (options.signal?.aborted)
      return Promise.reject(new CoreError("request.cancelled", "The request was cancelled."));
    const id = ++this.#lastId;
    const sent =
      this.era === "modern"
        ? modernParams(params, id, options, this.settings.clientInfo)
        : legacyParams(params, id, options);
    const pending = new PendingRequest(this.settings.clock, options, (error) => {
      pending.settle(error);
      this.takeBackRequest(call, error.code);
    });
    const call = new HttpCall(this, id, method, sent, pending);
    this.#send(call);
    return pending.promise;
  }

  /** See ServerConnection. */
  watch(uris: readonly string[]): Promise<void> {
    return this.#notices.watch(uris);
  }

  /** See ServerConnection. */
  async watchTasks(taskIds: readonly string[]): Promise<readonly string[]> {
    if (this.era === "legacy" || this.#closed) return [];
    this.#taskNotices ??= this.#noticesOf("taskIds", null);
    await this.#taskNotices.watch(taskIds);
    return this.#taskNotices.told;
  }

  async close(): Promise<void> {
    if (this.#closed) return this.#endpoint.destroy();
    this.#end(closedByCore());
    if (this.era === "legacy" && this.#session.id !== null) await this.#endSession();
    this.#endpoint.destroy();
  }

  hear(notification: ServerNotification): void {
    this.#options.connect.onNotification?.(notification);
  }

  answer(id: unknown, method: string, params: unknown, answer: AnswerQuestion | undefined): void {
    // A modern server must not ask on its stream (2026-07-28, MRTR).
    if (this.era === "legacy") this.#questions.hear(id, method, params, answer);
  }

  /** See `ServerNotices.ready`. */
  ready(): Promise<void> {
    return this.#notices.ready();
  }

  takeBack(method: string, params: unknown): boolean {
    return this.era === "legacy" && this.#questions.takeBack(method, params);
  }

  notify(method: string, params?: Record<string, unknown>): void {
    if (this.era === "legacy") this.#post({ jsonrpc: "2.0", method, ...(params && { params }) });
  }

  countUnmatched(): void {
    this.unmatchedAnswers++;
  }

  /** 2025-11-25, Resumability: a server may end the stream early and have its client fetch the rest. */
  resume(call: HttpCall, end: ExchangeEnd): boolean {
    const { lastEventId } = end;
    if (this.era === "modern" || lastEventId === null || this.#closed) return false;
    const pauseMs = Math.max(MIN_RESUME_PAUSE_MS, Math.min(end.retryMs ?? RESUME_PAUSE_MS, 30_000));
    call.pending.options.onSlow?.(pauseMs);
    this.settings.clock.after(pauseMs, () => {
      if (call.pending.isSettled) return;
      const headers = this.#sessionHeaders + headerLines(["last-event-id", lastEventId]);
      call.exchange = this.#endpoint.open("GET", headers, null, call);
    });
    return true;
  }

  takeBackRequest(call: HttpCall, reason: string): void {
    call.abandon();
    // 2026-07-28: closing the stream is the cancellation. Before: the server is told.
    if (this.era === "legacy")
      this.#post({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: call.id, reason } });
  }

  isSessionLost({ status }: ExchangeEnd, answer: { error?: unknown } | null): boolean {
    if (this.era === "modern" || this.#session.id === null) return false;
    if (status === 404) return true;
    // Some servers answer 400 instead of the 404 that the specification asks for.
    const error = answer?.error;
    return status === 400 && isObject(error) && typeof error.message === "string" && /\bsession\b/i.test(error.message);
  }

  misfit(end: ExchangeEnd, answer: { error?: unknown } | null): CoreError | null {
    return eraMisfit(this.era, end.status, answer?.error);
  }

  /** A new session, once. Only what cannot have had an effect is sent again (A43). */
  recover(call: HttpCall): boolean {
    if (call.wasRepeated || this.#closed) return false;
    call.wasRepeated = true;
    this.#renew().then(
      () => {
        if (call.pending.isSettled) return;
        if (call.method !== "tools/call") return this.#send(call);
        call.pending.settle(
          new CoreError(
            "server.unreachable",
            "The server had ended its session, so that the call was not repeated. A new session is open: make the call again.",
          ),
        );
      },
      (error: unknown) =>
        call.pending.settle(
          error instanceof CoreError
            ? error
            : new CoreError("server.unreachable", "The server ended its session.", { cause: error }),
        ),
    );
    return true;
  }

  /** A server that keeps the stream open after its answer would hold a socket that others wait for. */
  linger(exchange: HttpExchange): () => void {
    return this.settings.clock.after(LINGER_MS, () => exchange.abort());
  }

  get onTraffic(): HearTraffic | undefined {
    return this.#endpoint.onTraffic;
  }

  get closed(): CoreError | null {
    return this.#closed;
  }

  broke(error: CoreError): void {
    if (isConnectFailure(error)) this.#lose(error);
  }

  #lose(error: CoreError): void {
    if (this.#closed) return;
    this.#end(error);
    this.#endpoint.retire();
    this.#options.connect.onClosed?.(error);
  }

  #send(call: HttpCall): void {
    const exchange = this.#endpoint.exchange(call);
    call.exchange = exchange;
    const headers =
      this.era === "modern"
        ? this.#modernHeaders + headerLines(this.#mirror(call.method, call.params))
        : this.#sessionHeaders;
    const body = JSON.stringify({ jsonrpc: "2.0", id: call.id, method: call.method, params: call.params });
    this.#endpoint.onTraffic?.("sent", call, body.length);
    this.#endpoint.dispatch("POST", headers, body, exchange);
  }

  /** A message that has no answer of its own. */
  #post(message: object): void {
    if (this.#closed) return;
    this.#posts.send(message);
  }

  #renew(): Promise<void> {
    this.#renewal ??= this.#options
      .renew()
      .then((session) => {
        this.#session = session;
        this.#sessionHeaders = this.#endpoint.headersWith(legacyHeaders(session));
        this.#level.forget();
        this.#notices.start();
        // What the server lists may have changed with its restart.
        this.hear({ method: "notifications/tools/list_changed" });
      })
      .finally(() => {
        this.#renewal = null;
      });
    return this.#renewal;
  }

  #openNotices(filter: Record<string, unknown>, lastEventId: string | null): { headers: string; body: string | null } {
    if (this.era === "legacy") {
      const resumed = lastEventId === null ? "" : headerLines(["last-event-id", lastEventId]);
      return { headers: this.#sessionHeaders + resumed, body: null };
    }
    const method = "subscriptions/listen";
    const id = ++this.#lastId;
    const params = modernParams({ notifications: filter }, id, listenWishes(filter), this.settings.clientInfo);
    return {
      headers: this.#modernHeaders + headerLines(this.#mirror(method, params)),
      body: JSON.stringify({ jsonrpc: "2.0", id, method, params }),
    };
  }

  #hearOnStream({ id, method, params }: IncomingMessage): void {
    if (typeof method !== "string") return;
    if (id !== undefined) this.answer(id, method, params, this.#options.connect.onQuestion);
    // Nor speak there: messages come on the streams of the requests that asked for them.
    else if (this.era === "modern" && method === "notifications/message") return;
    else if (!this.takeBack(method, params)) this.hear(isObject(params) ? { method, params } : { method });
  }

  #end(error: CoreError): void {
    this.#closed = error;
    this.#notices.close();
    this.#taskNotices?.close();
    this.#posts.close();
    this.#questions.close();
  }

  #endSession(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.settings.clock.after(CLOSE_TIMEOUT_MS, resolve);
      const done = (): void => {
        cancel();
        resolve();
      };
      this.#endpoint.open("DELETE", this.#sessionHeaders, null, { onMessage() {}, onEnd: done, onError: done });
    });
  }
}
