/** A server that adds fields nobody knows wherever it can, and says what it was sent. Used in-process and as a program. */

export type Json = Record<string, unknown>;
export type Era = "legacy" | "modern";

/** Where a message about one request goes: its own stream over HTTP, the line over stdio. */
export type Send = (message: Json) => void;

export const WATCHED = "test://watched";
/** Whoever subscribes to one that begins so has the server of the era with sessions say its URI, on the stream of no call. */
export const SPOKEN = "test://item/spoken";
export const UNKNOWN = { "x-unknown": { deep: [1, { k: null, ü: "ß" }] } };
export const INSTRUCTIONS = "Call `echo` first.";
const VERSION = "io.modelcontextprotocol/";

export const DEFINITIONS = {
  tools: ["echo", "log", "touch", "slow"].map((name) => ({
    name,
    title: `The ${name}`,
    inputSchema: { type: "object", "x-vendor": true, properties: { q: { type: "string", "x-hint": [] } } },
    annotations: { readOnlyHint: true, "x-colour": "red" },
    _meta: { "vendor.example/a": { b: 1 } },
    ...UNKNOWN,
  })),
  resources: [{ uri: WATCHED, name: "watched", annotations: { priority: 1, "x-p": 2 }, size: 3, ...UNKNOWN }],
  resourceTemplates: [{ uriTemplate: "test://item/{id}", name: "item", ...UNKNOWN }],
  prompts: [{ name: "greet", arguments: [{ name: "who", "x-kind": "person" }], ...UNKNOWN }],
};

const CAPABILITIES = {
  tools: { listChanged: true },
  resources: { subscribe: true, listChanged: true },
  prompts: {},
  logging: {},
  completions: {},
  experimental: { "vendor.example/x": { on: true } },
  extensions: { "vendor.example/ext": { level: 2 } },
};

/** What every call answers beside what it is about. */
export const CONTENT = [
  { type: "text", text: "plain", annotations: { audience: ["user"], "x-a": 1 }, "x-b": 2 },
  { type: "hologram", data: "AAAA", layers: [{ z: 1 }], ...UNKNOWN },
];

/** @param heard hears of every message that arrives */
export function createRawServer(era: Era, heard: (message: Json) => void = () => {}) {
  const info = { name: "raw", version: "1", "x-build": 7 };
  const says: { instructions: string; prompts: Json[] } = { instructions: INSTRUCTIONS, prompts: DEFINITIONS.prompts };
  const subscribed = new Set<string>();
  const listeners = new Map<unknown, { uris: string[]; send: Send }>();
  const running = new Map<unknown, () => void>();
  /** The stream of what belongs to no request, of the era with sessions. */
  let aside: Send = () => {};

  const result = (id: unknown, body: Json): Json => {
    const complete = era === "modern" ? { resultType: "complete", ...body } : body;
    return { jsonrpc: "2.0", id, result: complete };
  };
  const failure = (id: unknown, code: number, message: string): Json => ({
    jsonrpc: "2.0",
    id,
    error: { code, message, data: UNKNOWN },
  });
  const cached = era === "modern" ? { ttlMs: 1234, cacheScope: "public" } : {};

  const tellUpdated = (): void => {
    const params = { uri: WATCHED, ...UNKNOWN };
    if (era === "legacy" && subscribed.has(WATCHED))
      aside({ jsonrpc: "2.0", method: "notifications/resources/updated", params });
    for (const [id, { uris, send }] of listeners)
      if (uris.includes(WATCHED))
        send({
          jsonrpc: "2.0",
          method: "notifications/resources/updated",
          params: { ...params, _meta: { [`${VERSION}subscriptionId`]: id } },
        });
  };

  const call = (id: unknown, params: Json, send: Send): void => {
    const meta = (params._meta ?? {}) as Json;
    const answer = (more: Json = {}): void =>
      send(
        result(id, {
          content: CONTENT,
          structuredContent: { params },
          _meta: { "vendor.example/r": 1 },
          ...UNKNOWN,
          ...more,
        }),
      );
    if (params.name === "log") {
      const isWanted = era === "legacy" || meta[`${VERSION}logLevel`] !== undefined;
      for (const level of isWanted ? ["debug", "info", "error"] : [])
        send({
          jsonrpc: "2.0",
          method: "notifications/message",
          params: { level, logger: "raw", data: { n: [level] }, ...UNKNOWN },
        });
      return answer();
    }
    if (params.name === "touch") tellUpdated();
    if (params.name !== "slow") return answer();
    for (const progress of [1, 2])
      send({
        jsonrpc: "2.0",
        method: "notifications/progress",
        params: { progressToken: meta.progressToken, progress, total: 3, message: "on it", ...UNKNOWN },
      });
    running.set(id, () => answer({ structuredContent: { wasCancelled: true } }));
  };

  const answers: Record<string, (id: unknown, params: Json, send: Send) => void> = {
    initialize: (id, params, send) =>
      send(
        result(id, {
          protocolVersion: params.protocolVersion,
          capabilities: CAPABILITIES,
          serverInfo: info,
          instructions: says.instructions,
        }),
      ),
    "server/discover": (id, _params, send) =>
      send(
        result(id, {
          supportedVersions: ["2026-07-28"],
          capabilities: CAPABILITIES,
          instructions: says.instructions,
          ttlMs: 0,
          cacheScope: "private",
          _meta: { [`${VERSION}serverInfo`]: info },
        }),
      ),
    ping: (id, _params, send) => send(result(id, {})),
    "tools/list": (id, _params, send) => send(result(id, { tools: DEFINITIONS.tools, ...cached })),
    "resources/list": (id, _params, send) => send(result(id, { resources: DEFINITIONS.resources, ...cached })),
    "resources/templates/list": (id, _params, send) =>
      send(result(id, { resourceTemplates: DEFINITIONS.resourceTemplates, ...cached })),
    "prompts/list": (id, _params, send) => send(result(id, { prompts: says.prompts, ...cached })),
    "tools/call": call,
    "resources/read": (id, { uri }, send) =>
      send(result(id, { contents: [{ uri, text: "x", mimeType: "text/x", ...UNKNOWN }], ...cached, ...UNKNOWN })),
    "prompts/get": (id, params, send) =>
      send(
        result(id, {
          description: "d",
          messages: [{ role: "user", content: CONTENT[1], "x-m": 1 }],
          _meta: { "vendor.example/p": params },
        }),
      ),
    "completion/complete": (id, params, send) =>
      send(result(id, { completion: { values: ["a", "b"], total: 2, hasMore: false, "x-c": 1 }, "x-params": params })),
    "logging/setLevel": (id, _params, send) => send(result(id, {})),
    "resources/subscribe"(id, { uri }, send) {
      subscribed.add(String(uri));
      send(result(id, {}));
      if (String(uri).startsWith(SPOKEN))
        aside({ jsonrpc: "2.0", method: "notifications/message", params: { level: "error", data: uri } });
    },
    "resources/unsubscribe": (id, { uri }, send) => (subscribed.delete(String(uri)), send(result(id, {}))),
    "vendor.example/say": (id, params, send) => send(result(id, { said: params, ...UNKNOWN })),
    "subscriptions/listen"(id, { notifications }, send) {
      const uris = ((notifications as Json).resourceSubscriptions ?? []) as string[];
      listeners.set(id, { uris, send });
      send({
        jsonrpc: "2.0",
        method: "notifications/subscriptions/acknowledged",
        params: { notifications, _meta: { [`${VERSION}subscriptionId`]: id } },
      });
    },
  };
  const foreign = new Set(
    era === "modern"
      ? ["initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe"]
      : ["server/discover", "subscriptions/listen"],
  );

  return {
    says,
    subscribed,
    listeners,
    get aside() {
      return aside;
    },
    set aside(send: Send) {
      aside = send;
    },
    receive(message: Json, send: Send): void {
      heard(message);
      const { id, method } = message;
      const params = (message.params ?? {}) as Json;
      if (method === "notifications/cancelled") this.cancel(params.requestId);
      if (id === undefined) return;
      const answer = foreign.has(String(method)) ? undefined : answers[String(method)];
      if (answer) answer(id, params, send);
      else send(failure(id, -32601, `no ${String(method)}`));
    },
    /** The stream of a request was closed, or it was taken back. */
    cancel(id: unknown): void {
      running.delete(id);
      listeners.delete(id);
    },
    isRunning: (): boolean => running.size > 0,
  };
}

if (process.argv[2] === "stdio") {
  const send: Send = (message) => void process.stdout.write(`${JSON.stringify(message)}\n`);
  const server = createRawServer(process.argv[3] as Era, (message) => {
    if (message.method === "notifications/cancelled") process.stderr.write("cancelled\n");
  });
  server.aside = send;
  let rest = "";
  process.stdin.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line.trim() !== "") server.receive(JSON.parse(line) as Json, send);
  });
}
