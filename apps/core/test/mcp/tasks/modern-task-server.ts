/**
 * A server with the tasks extension of 2026-07-28: `node modern-task-server.ts <stdio|http>`. Plain JSON-RPC without a
 * library, because none serves the extension. Over HTTP it prints its URL and refuses a request whose headers do not
 * mirror its body.
 */
import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";

type Json = Record<string, unknown>;

const META = "io.modelcontextprotocol/";
const VERSION = "2026-07-28";
const TASKS = `${META}tasks`;
const TOOLS = ["work", "insist", "ask", "ask-password", "fail"];

interface Task {
  state: Json;
  tool: string;
  topic: string;
  answered: Json | null;
}
const tasks = new Map<string, Task>();

const refuse = (code: number, message: string, data?: Json): never => {
  throw Object.assign(new Error(message), { code, data });
};
const text = (said: string): Json => ({ content: [{ type: "text", text: said }], structuredContent: { card: "4242" } });
const form = (name: string): Json => ({
  method: "elicitation/create",
  params: {
    mode: "form",
    message: "Who?",
    requestedSchema: { type: "object", properties: { [name]: { type: "string" } } },
  },
});

const declaresTasks = ({ _meta }: Json): boolean => {
  const declared = (_meta as Json)[`${META}clientCapabilities`] as { extensions?: Json };
  return declared.extensions?.[TASKS] !== undefined;
};

function call({ name, arguments: given, ...params }: Json): Json {
  const { topic = "it" } = (given ?? {}) as { topic?: string };
  if (!declaresTasks(params)) {
    if (name === "insist")
      refuse(-32021, "Missing required client capability", { requiredCapabilities: { extensions: { [TASKS]: {} } } });
    return { resultType: "complete", ...text(`${topic} at once`) };
  }
  const taskId = `raw-${randomUUID()}`;
  const now = new Date().toISOString();
  const state = {
    taskId,
    status: "working",
    statusMessage: `${topic} in ${taskId}`,
    createdAt: now,
    lastUpdatedAt: now,
  };
  const task = { state: { ...state, ttlMs: 60_000, pollIntervalMs: 10 }, tool: String(name), topic, answered: null };
  tasks.set(taskId, task);
  return { resultType: "task", ...task.state };
}

/** A task is done when it is asked for the second time, and one that asks when it was answered. */
function get(task: Task): Json {
  const { state, tool, topic } = task;
  if (state.status === "cancelled") return state;
  if (tool.startsWith("ask") && task.answered === null)
    return { ...state, status: "input_required", inputRequests: { who: form(tool === "ask" ? "name" : "password") } };
  const isFirst = state.status === "working";
  if (tool === "fail") Object.assign(state, { status: "failed" });
  else Object.assign(state, { status: isFirst && !task.answered ? "polled" : "completed" });
  if (state.status === "polled") return { ...state, status: "working" };
  if (state.status === "failed") return { ...state, error: { code: -32603, message: "It broke." } };
  return { ...state, result: text(`${topic} is done for ${JSON.stringify(task.answered)}`) };
}

function answer(method: string, params: Json): Json {
  switch (method) {
    case "server/discover":
      return {
        supportedVersions: [VERSION],
        capabilities: { tools: {}, extensions: { [TASKS]: {} } },
        ttlMs: 0,
        cacheScope: "private",
      };
    case "tools/list":
      return {
        tools: TOOLS.map((name) => ({ name, inputSchema: { type: "object" } })),
        ttlMs: 0,
        cacheScope: "private",
      };
    case "tools/call":
      return call(params);
  }
  if (!method.startsWith("tasks/")) refuse(-32601, "no such method");
  if (!declaresTasks(params)) refuse(-32021, "undeclared");
  const task = tasks.get(String(params.taskId)) ?? refuse(-32602, `Task not found: ${String(params.taskId)}`);
  if (method === "tasks/get") return { resultType: "complete", ...get(task) };
  if (method === "tasks/update") task.answered = params.inputResponses as Json;
  else if (method === "tasks/cancel") task.state.status = "cancelled";
  return { resultType: "complete" };
}

function receive({ id, method, params = {} }: { id?: number; method: string; params?: Json }): string {
  try {
    return JSON.stringify({ jsonrpc: "2.0", id, result: answer(method, params) });
  } catch (error) {
    const { code = -32603, message, data } = error as { code?: number; message: string; data?: Json };
    return JSON.stringify({ jsonrpc: "2.0", id, error: { code, message, ...(data && { data }) } });
  }
}

if (process.argv[2] === "http") {
  const serve = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    let body = "";
    for await (const chunk of req) body += String(chunk);
    const message = JSON.parse(body || "{}") as { id?: number; method: string; params?: Json };
    const { taskId } = message.params ?? {};
    if (req.method !== "POST" || (taskId !== undefined && req.headers["mcp-name"] !== taskId))
      return void res.writeHead(400).end();
    if (message.id === undefined) return void res.writeHead(202).end();
    res.writeHead(200, { "content-type": "application/json" }).end(receive(message));
  };
  const http = createServer((req, res) => void serve(req, res));
  http.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`));
} else {
  createInterface(process.stdin).on("line", (line) => {
    const message = JSON.parse(line) as { id?: number; method: string; params?: Json };
    if (message.id !== undefined && message.method !== "initialize") process.stdout.write(`${receive(message)}\n`);
    else if (message.method === "initialize")
      process.stdout.write(
        `${JSON.stringify({ jsonrpc: "2.0", id: message.id, error: { code: -32601, message: "no" } })}\n`,
      );
  });
  process.stdin.on("end", () => process.exit(0));
}
