import { type Era, isObject, type Json, LEGACY_VERSIONS, type Message, META, MODERN_VERSION } from "./fixture/wire.ts";

const LEGACY_VERSION = LEGACY_VERSIONS[0] ?? "";
const MAX_ROUNDS = 5;
const NAMED: Readonly<Record<string, string>> = {
  "tools/call": "name",
  "prompts/get": "name",
  "resources/read": "uri",
  "tasks/get": "taskId",
  "tasks/update": "taskId",
  "tasks/cancel": "taskId",
};

export interface Heard extends Message {
  status: number;
  /** What came before the answer. */
  notifications: { method: string; params: Json }[];
}

export interface ProbeOptions {
  url: string;
  era: Era;
  headers?: Record<string, string>;
  capabilities?: Json;
  /** Answers what servers ask. */
  answer?: (method: string, params: Json) => Json | Promise<Json>;
}

/** Where a stream was left, and how soon it may be asked for the rest. */
interface Left {
  id: string | null;
  retryMs: number;
}

/** The messages of a body, as they come. */
async function* messagesOf(response: Response, left: Left = { id: null, retryMs: 0 }): AsyncGenerator<Message> {
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) {
    const text = await response.text();
    if (text !== "") yield JSON.parse(text) as Message;
    return;
  }
  let rest = "";
  for await (const chunk of (response.body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + chunk).split("\n\n");
    rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const lines = block.split("\n");
      left.id = lines.find((line) => line.startsWith("id: "))?.slice(4) ?? left.id;
      left.retryMs = Number(lines.find((line) => line.startsWith("retry: "))?.slice(7) ?? left.retryMs);
      const data = lines.find((line) => line.startsWith("data: "));
      if (data !== undefined && data !== "data: ") yield JSON.parse(data.slice(6)) as Message;
    }
  }
}

/** A client of either era that hides nothing of what it hears and drops no field, as the libraries do. */
export class ProbeClient {
  readonly #options: ProbeOptions;
  readonly #streams = new AbortController();
  #sessionId: string | null = null;
  #lastId = 0;

  constructor(options: ProbeOptions) {
    this.#options = options;
  }

  get era(): Era {
    return this.#options.era;
  }

  /** The same client, sending more headers. */
  with(headers: Record<string, string>): ProbeClient {
    const other = new ProbeClient({ ...this.#options, headers: { ...this.#options.headers, ...headers } });
    other.#sessionId = this.#sessionId;
    other.#lastId = this.#lastId + 1_000;
    return other;
  }

  /** `initialize`, or `server/discover`: answers what the server says of itself. */
  async connect(): Promise<Json> {
    if (this.era === "modern") return (await this.request("server/discover")).result ?? {};
    const { result } = await this.request("initialize", {
      protocolVersion: LEGACY_VERSION,
      capabilities: this.#options.capabilities ?? {},
      clientInfo: { name: "probe", version: "1" },
    });
    await this.#post({ method: "notifications/initialized" });
    return result ?? {};
  }

  /** One request to its end: questions on the way are answered, further rounds are made. */
  async request(method: string, params: Json = {}, signal?: AbortSignal): Promise<Heard> {
    let sent = params;
    for (let round = 0; ; round++) {
      const heard = await this.#exchange(method, sent, signal);
      const { result } = heard;
      if (result?.resultType !== "input_required" || round === MAX_ROUNDS) return heard;
      const inputResponses: Json = {};
      for (const [key, question] of Object.entries((result.inputRequests ?? {}) as Record<string, Json>))
        inputResponses[key] = await this.#answer(String(question.method), question.params as Json);
      sent = {
        ...params,
        inputResponses,
        ...(result.requestState !== undefined && { requestState: result.requestState }),
      };
    }
  }

  /** Begins a request and takes it back, as the era wants it. */
  async cancelSoon(method: string, params: Json): Promise<void> {
    const controller = new AbortController();
    const id = this.#lastId + 1;
    const ended = this.request(method, params, controller.signal).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 150));
    if (this.era === "legacy") await this.#post({ method: "notifications/cancelled", params: { requestId: id } });
    else controller.abort();
    await ended;
  }

  /** What the server says unasked: the session's stream, or `subscriptions/listen`. Resolves when it is open. */
  async listen(notifications: Json, hear: (method: string, params: Json) => void, _meta: Json = {}): Promise<void> {
    const response = await (this.era === "legacy"
      ? fetch(this.#options.url, { headers: this.#headers("GET", {}), signal: this.#streams.signal })
      : this.#post(
          { id: ++this.#lastId, method: "subscriptions/listen", params: { notifications, _meta } },
          this.#streams.signal,
        ));
    const read = async (): Promise<void> => {
      for await (const message of messagesOf(response)) {
        const { id, method, params = {} } = message;
        if (method !== undefined && id !== undefined)
          await this.#post({ id, result: await this.#answer(method, params) });
        else if (method !== undefined) hear(method, params);
      }
    };
    read().catch(() => {});
  }

  async close(): Promise<void> {
    this.#streams.abort();
    if (this.#sessionId !== null)
      await fetch(this.#options.url, { method: "DELETE", headers: this.#headers("DELETE", {}) });
  }

  async #exchange(method: string, params: Json, signal?: AbortSignal): Promise<Heard> {
    const id = ++this.#lastId;
    let response = await this.#post({ id, method, params }, signal);
    this.#sessionId ??= response.headers.get("mcp-session-id");
    const heard: Heard = { status: response.status, notifications: [] };
    const left: Left = { id: null, retryMs: 0 };
    for (;;) {
      for await (const message of messagesOf(response, left)) {
        if (message.method === undefined) Object.assign(heard, message);
        else if (message.id === undefined)
          heard.notifications.push({ method: message.method, params: message.params ?? {} });
        else await this.#post({ id: message.id, result: await this.#answer(message.method, message.params ?? {}) });
      }
      // 2025-11-25: a stream that ends before the answer is asked for the rest.
      if (heard.result || heard.error || left.id === null || response.status !== 200) return heard;
      await new Promise((resolve) => setTimeout(resolve, left.retryMs));
      const headers = { ...this.#headers("GET", {}), "last-event-id": left.id };
      response = await fetch(this.#options.url, { headers, ...(signal && { signal }) });
    }
  }

  async #answer(method: string, params: Json): Promise<Json> {
    if (!this.#options.answer) throw new Error(`nobody answers ${method}`);
    return this.#options.answer(method, params);
  }

  #post(message: Message, signal?: AbortSignal): Promise<Response> {
    const params = message.params ?? {};
    const sent = message.method === undefined ? message : { ...message, params: this.#envelope(params) };
    return fetch(this.#options.url, {
      method: "POST",
      headers: this.#headers(message.method ?? "", params),
      body: JSON.stringify({ jsonrpc: "2.0", ...sent }),
      ...(signal && { signal }),
    });
  }

  #envelope(params: Json): Json {
    if (this.era === "legacy") return params;
    const own = {
      [META.version]: MODERN_VERSION,
      [META.capabilities]: this.#options.capabilities ?? {},
      "io.modelcontextprotocol/clientInfo": { name: "probe", version: "1" },
    };
    return { ...params, _meta: { ...own, ...(isObject(params._meta) && params._meta) } };
  }

  #headers(method: string, params: Json): Record<string, string> {
    const headers: Record<string, string> = {
      "content-type": "application/json",
      accept: method === "GET" ? "text/event-stream" : "application/json, text/event-stream",
      ...this.#options.headers,
    };
    if (this.era === "legacy") {
      if (this.#sessionId !== null) {
        headers["mcp-session-id"] = this.#sessionId;
        headers["mcp-protocol-version"] = LEGACY_VERSION;
      }
      return headers;
    }
    headers["mcp-protocol-version"] = MODERN_VERSION;
    headers["mcp-method"] = method;
    const field = NAMED[method];
    const name = field === undefined ? undefined : params[field];
    if (typeof name === "string") headers["mcp-name"] = encodeHeader(name);
    return headers;
  }
}

/** A header value, in base64 where it could not be sent as it is (SEP-2243). */
export const encodeHeader = (value: string): string =>
  /^[\x21-\x7e]+( +[\x21-\x7e]+)*$/.test(value) ? value : `=?base64?${Buffer.from(value).toString("base64")}?=`;
