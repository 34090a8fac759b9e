import type { CoreError } from "../../../errors.ts";
import { canSubscribe } from "../../../modules/servers/declared-capabilities.ts";
import { createLegacyWatch } from "../legacy-watch.ts";
import { ACKNOWLEDGED, honoured, listenFilter, type NamedNotices } from "../listen-filter.ts";
import type { IncomingMessage } from "../outcome.ts";
import type { HttpEndpoint } from "./http-endpoint.ts";
import { NotificationStream } from "./notification-stream.ts";

/** How long a server may take to say what it will tell of. */
const ANSWER_MS = 5_000;
/** A server that keeps its headers back until it has something to say costs this much, once. */
const READY_MS = 500;

export interface ServerNoticesOptions {
  endpoint: HttpEndpoint;
  capabilities: Record<string, unknown>;
  /** Told of in any case. */
  lists: Record<string, true> | null;
  field: NamedNotices;
  isModern: boolean;
  /** It is a legacy server that may ask: questions come on the same stream. */
  mayAsk: boolean;
  /** The request that opens a stream: the session's GET, or a `subscriptions/listen` with this filter. */
  opening(filter: Record<string, unknown>, lastEventId: string | null): { headers: string; body: string | null };
  /** One request of the legacy era, and its answer. */
  ask(method: string, params: Record<string, unknown>): Promise<unknown>;
  onMessage(message: IncomingMessage): void;
  onUnreachable(error: CoreError): void;
  onGone(): void;
}

const hasNotices = (capabilities: Record<string, unknown>): boolean =>
  capabilities.logging !== undefined || capabilities.tasks !== undefined || canSubscribe(capabilities);

/** What an HTTP server tells without being asked: changes of its lists, updates of resources, messages of a session. */
export class ServerNotices {
  readonly #options: ServerNoticesOptions;
  readonly #lists: Record<string, true> | null;
  readonly #legacy;
  #names: readonly string[] = [];
  #told: readonly string[] = [];
  #stream: NotificationStream | null = null;
  #listening: Promise<void> | null = null;
  #isStale = false;
  #isOpen = false;
  #hearOpen = (): void => {};
  #isClosed = false;

  constructor(options: ServerNoticesOptions) {
    this.#options = options;
    this.#lists = options.lists;
    this.#legacy = createLegacyWatch((method, uri) => options.ask(method, { uri }));
  }

  /** Opens the stream, if there is anything to hear on one; anew after a session was renewed. */
  start(): void {
    this.#stream?.close();
    this.#stream = null;
    const { isModern, capabilities, mayAsk } = this.#options;
    const isWanted = isModern ? this.#names.length > 0 : mayAsk || hasNotices(capabilities);
    if (!this.#isClosed && (this.#lists !== null || isWanted)) this.#stream = this.#open(() => {});
    if (!isModern) this.#legacy.repeat();
  }

  /** The stream is open, or there is none: what the server asks from now on is heard. Waits for a short time only. */
  ready(): Promise<void> {
    if (!this.#options.mayAsk || !this.#stream) return Promise.resolve();
    return new Promise((resolve) => {
      this.#hearOpen = resolve;
      if (this.#isOpen) resolve();
      this.#options.endpoint.settings.clock.after(READY_MS, resolve);
    });
  }

  /** The names that a modern server has agreed to tell of. */
  get told(): readonly string[] {
    return this.#told;
  }

  /** The whole set takes the place of the one before. Resolves when the server has answered, or is slow to. */
  watch(names: readonly string[]): Promise<void> {
    if (!this.#options.isModern) return this.#legacy.watch(names);
    this.#names = names;
    this.#isStale = true;
    this.#listening ??= this.#listenAnew().finally(() => {
      this.#listening = null;
    });
    return this.#listening;
  }

  close(): void {
    this.#isClosed = true;
    this.#stream?.close();
  }

  /** One stream takes the place of another, which goes on until the new one has begun: no update falls between. */
  async #listenAnew(): Promise<void> {
    while (this.#isStale && !this.#isClosed) {
      this.#isStale = false;
      this.#told = [];
      const before = this.#stream;
      if (this.#lists === null && this.#names.length === 0) this.#stream = null;
      else
        await new Promise<void>((resolve) => {
          const cancel = this.#options.endpoint.settings.clock.after(ANSWER_MS, resolve);
          this.#stream = this.#open(() => {
            cancel();
            resolve();
          });
        });
      before?.close();
    }
  }

  #open(onAnswer: () => void): NotificationStream {
    const { endpoint, isModern, field, opening, onMessage, onUnreachable, onGone } = this.#options;
    const stream = new NotificationStream({
      endpoint,
      open: (lastEventId) => {
        const filter = listenFilter(this.#lists, field, this.#names);
        return { method: isModern ? "POST" : "GET", ...opening(filter, lastEventId) };
      },
      onMessage: (message) => {
        if (message.method === ACKNOWLEDGED && stream === this.#stream) this.#told = honoured(message.params, field);
        onAnswer();
        onMessage(message);
      },
      onAnswered: () => {
        this.#isOpen = true;
        this.#hearOpen();
      },
      onUnreachable,
      onGone,
    });
    stream.start();
    return stream;
  }
}
