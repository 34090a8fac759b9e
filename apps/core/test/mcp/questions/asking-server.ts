/**
 * An MCP server that asks its client: `node asking-server.ts <stdio|http> <legacy|modern>`. Plain JSON-RPC without a
 * library, so that it decides itself on which line a question goes out. Over HTTP it prints its URL.
 */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";

type Json = Record<string, unknown>;
type Send = (message: Json) => void;
interface Question {
  method: string;
  params?: Json;
}

const [transport = "stdio", era = "legacy"] = process.argv.slice(2);
const META = "io.modelcontextprotocol/";
const VERSION = era === "modern" ? "2026-07-28" : "2025-11-25";

/** What is known of one connection: a process over stdio, a session over HTTP. */
interface Line {
  capabilities: unknown;
  send: Send;
  waiting: Map<number, (answer: Json) => void>;
}

let lastId = 0;
let cancelled = 0;
const told: string[] = [];
const openedUrls = new Set<string>();

const form = (tag: string, properties: Json = { name: { type: "string" } }): Question => ({
  method: "elicitation/create",
  params: { mode: "form", message: `Name for ${tag}?`, requestedSchema: { type: "object", properties } },
});
const sampling = (prompt: string): Question => ({
  method: "sampling/createMessage",
  params: { messages: [{ role: "user", content: { type: "text", text: prompt } }], maxTokens: 10 },
});
const url = (tag: string): Question => ({
  method: "elicitation/create",
  params: { mode: "url", message: "Sign in", url: `https://id.example/${tag}?a=1&b=%20`, elicitationId: `id-${tag}` },
});

const questionsOf = (name: string, tag: string): Record<string, Question> | null => {
  switch (name) {
    case "ask-name":
    case "ask-on-the-line":
      return { name: form(tag) };
    case "ask-secret":
      return { secret: form(tag, { apiKey: { type: "string", title: "Your API key" } }) };
    case "ask-url":
      return { url: url(tag) };
    case "ask-script":
      return { url: { ...url(tag), params: { ...url(tag).params, url: "javascript:alert(1)" } } };
    case "sample":
      return { sample: sampling(tag) };
    case "list-roots":
      return { roots: { method: "roots/list" } };
    case "ask-both":
      return { name: form(tag), sample: sampling(tag) };
    default:
      return null;
  }
};

const answerText = (answers: Record<string, Json>, tag: string): Json => {
  const said = Object.entries(answers).map(([key, { result, error }]) => {
    if (error) return `${key} refused ${(error as Json).code as number}`;
    const { content, action, roots } = result as Json;
    if (roots) return `${key} ${JSON.stringify(roots)}`;
    return `${key} ${(action as string | undefined) ?? "sampled"} ${JSON.stringify(content)}`;
  });
  return { content: [{ type: "text", text: `${tag}: ${said.join("; ")}` }] };
};

const TOOLS = [
  "ask-name",
  "ask-on-the-line",
  "ask-secret",
  "ask-url",
  "ask-script",
  "ask-both",
  "ask-twice",
  "ask-and-hang",
  "need-url",
  "sample",
  "list-roots",
  "declared",
  "counts",
];
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A question as a request of its own. @param send the stream it goes out on */
const ask = (line: Line, send: Send, question: Question): Promise<Json> =>
  new Promise((resolve) => {
    const id = ++lastId;
    line.waiting.set(id, resolve);
    send({ id, ...question });
  });

async function callLegacy(line: Line, send: Send, name: string, args: Json): Promise<Json> {
  const tag = String(args.tag);
  if (name === "declared") return { content: [{ type: "text", text: JSON.stringify(line.capabilities) }] };
  if (name === "counts")
    return { content: [{ type: "text", text: JSON.stringify({ cancelled, told, pid: process.pid }) }] };
  if (name === "ask-twice") {
    const first = await ask(line, send, form(`${tag}-1`));
    const second = await ask(line, send, form(`${tag}-2`));
    return answerText({ first, second }, tag);
  }
  if (name === "ask-and-hang") {
    void ask(line, send, form(tag));
    return new Promise(() => {});
  }
  if (name === "need-url" && !openedUrls.has(tag)) {
    openedUrls.add(tag);
    // On the line that belongs to no call, when somebody has been there.
    setTimeout(
      () => line.send({ method: "notifications/elicitation/complete", params: { elicitationId: `id-${tag}` } }),
      50,
    );
    throw Object.assign(new Error("Sign in first"), { code: -32042, data: { elicitations: [url(tag).params] } });
  }
  const questions = questionsOf(name, tag) ?? {};
  // Time for others to come in between.
  if (args.pauseMs !== undefined) await wait(Number(args.pauseMs));
  const out = name === "ask-on-the-line" ? line.send : send;
  const answers = await Promise.all(
    Object.entries(questions).map(async ([key, question]) => [key, await ask(line, out, question)] as const),
  );
  if (name === "ask-url")
    send({ method: "notifications/elicitation/complete", params: { elicitationId: `id-${tag}` } });
  return answerText(Object.fromEntries(answers), tag);
}

function callModern(name: string, params: Json): Json {
  const { tag } = params.arguments as { tag: string };
  const meta = params._meta as Json;
  if (name === "declared")
    return { content: [{ type: "text", text: JSON.stringify(meta[`${META}clientCapabilities`]) }] };
  const responses = (params.inputResponses ?? {}) as Record<string, Json>;
  if (name === "ask-twice") {
    const state = params.requestState as string | undefined;
    const step = state === undefined ? 0 : Number(state.split("~")[1]);
    if (step < 2)
      return {
        resultType: "input_required",
        inputRequests: { [`r${step}`]: form(`${tag}-${step + 1}`) },
        requestState: `${tag}~${step + 1}`,
      };
    return answerText({ second: { result: responses.r1 } }, tag);
  }
  const questions = questionsOf(name, tag) ?? {};
  const missing = Object.entries(questions).filter(([key]) => responses[key] === undefined);
  if (missing.length > 0)
    return { resultType: "input_required", inputRequests: Object.fromEntries(missing), requestState: `state-${tag}` };
  if (Object.keys(questions).length > 0 && params.requestState !== `state-${tag}`)
    throw Object.assign(new Error("a foreign state"), { code: -32602 });
  return answerText(Object.fromEntries(Object.entries(responses).map(([key, result]) => [key, { result }])), tag);
}

async function answer(line: Line, send: Send, method: string, params: Json): Promise<Json> {
  switch (method) {
    case "initialize":
      line.capabilities = params.capabilities;
      return { protocolVersion: VERSION, capabilities: { tools: {} }, serverInfo: { name: "asking", version: "1" } };
    case "server/discover":
      return { supportedVersions: [VERSION], capabilities: { tools: {} }, ttlMs: 0, cacheScope: "private" };
    case "tools/list":
      return {
        tools: TOOLS.map((name) => ({ name, inputSchema: { type: "object" } })),
        ttlMs: 0,
        cacheScope: "private",
      };
    case "tools/call":
      return era === "modern"
        ? { resultType: "complete", ...callModern(String(params.name), params) }
        : callLegacy(line, send, String(params.name), params.arguments as Json);
    default:
      throw Object.assign(new Error("no such method"), { code: -32601 });
  }
}

const isOfOtherEra = (method: string): boolean =>
  era === "modern" ? method === "initialize" : method === "server/discover";

/** @param send where the answer goes, and what comes before it */
async function receive(line: Line, send: Send, message: Json): Promise<void> {
  const { id, method, params = {} } = message as { id?: number; method?: string; params?: Json };
  if (method === undefined) {
    line.waiting.get(id as number)?.(message);
    line.waiting.delete(id as number);
  } else if (id === undefined) {
    if (method === "notifications/cancelled") cancelled++;
    else told.push(method);
  } else {
    try {
      if (isOfOtherEra(method)) throw Object.assign(new Error("no such method"), { code: -32601 });
      send({ id, result: await answer(line, send, method, params) });
    } catch (error) {
      const { code = -32603, message: text, data } = error as { code?: number; message: string; data?: unknown };
      send({ id, error: { code, message: text, ...(data !== undefined && { data }) } });
    }
  }
}

const toText = (message: Json): string => JSON.stringify({ jsonrpc: "2.0", ...message });

function serveStdio(): void {
  const send: Send = (message) => void process.stdout.write(`${toText(message)}\n`);
  const line: Line = { capabilities: null, send, waiting: new Map() };
  createInterface(process.stdin).on("line", (text) => void receive(line, send, JSON.parse(text) as Json));
  process.stdin.on("end", () => process.exit(0));
}

const sessions = new Map<string, Line>();

async function serveHttp(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const sessionId = String(req.headers["mcp-session-id"] ?? "");
  let line = sessions.get(sessionId);
  if (req.method === "GET") {
    if (!line) return void res.writeHead(405).end();
    res.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
    line.send = (message) => void res.write(`data: ${toText(message)}\n\n`);
    return;
  }
  let body = "";
  for await (const chunk of req) body += String(chunk);
  if (req.method === "DELETE") return void res.writeHead(200).end();
  const message = JSON.parse(body) as Json;
  const headers: Record<string, string> = { "content-type": "text/event-stream" };
  if (message.method === "initialize") {
    line = { capabilities: null, send: () => {}, waiting: new Map() };
    headers["mcp-session-id"] = `s${sessions.size + 1}`;
    sessions.set(headers["mcp-session-id"], line);
  }
  line ??= { capabilities: null, send: () => {}, waiting: new Map() };
  const isRequest = message.id !== undefined && message.method !== undefined;
  if (!isRequest) {
    await receive(line, () => {}, message);
    return void res.writeHead(202).end();
  }
  if (isOfOtherEra(String(message.method))) {
    return void res
      .writeHead(400, { "content-type": "application/json" })
      .end(toText({ id: message.id, error: { code: -32000, message: "no" } }));
  }
  res.writeHead(200, headers);
  res.on("close", () => {
    if (!res.writableEnded && era === "modern") cancelled++;
  });
  await receive(line, (out) => void res.write(`data: ${toText(out)}\n\n`), message);
  res.end();
}

if (transport === "stdio") serveStdio();
else {
  const server = createServer((req, res) => void serveHttp(req, res));
  server.listen(0, "127.0.0.1", () => {
    process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp\n`);
  });
}
