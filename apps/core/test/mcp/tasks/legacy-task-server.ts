/**
 * A server of the official package with tasks of 2025-11-25: `node legacy-task-server.ts <stdio|http>`. Over HTTP each
 * session has tasks of its own, and it prints its URL.
 */
import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { InMemoryTaskMessageQueue, InMemoryTaskStore } from "@modelcontextprotocol/sdk/experimental/tasks";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { ElicitResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { z } from "zod";

const FORM = { type: "object" as const, properties: { name: { type: "string" as const } } };
const SECRET = { type: "object" as const, properties: { password: { type: "string" as const } } };
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function createTaskServer(): McpServer {
  const taskStore = new InMemoryTaskStore();
  const server = new McpServer(
    { name: "tasks", version: "1" },
    {
      capabilities: { tools: {}, tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } } },
      taskStore,
      taskMessageQueue: new InMemoryTaskMessageQueue(),
    },
  );
  const inputSchema = {
    topic: z.string().default("it"),
    ms: z.number().default(0),
    ask: z.enum(["name", "password"]).optional(),
    fails: z.boolean().default(false),
  };
  const register = (name: string, taskSupport: "optional" | "required") =>
    server.experimental.tasks.registerToolTask(
      name,
      { inputSchema, execution: { taskSupport } },
      {
        async createTask({ topic, ms, ask, fails }, extra) {
          const task = await extra.taskStore.createTask({ ttl: extra.taskRequestedTtl ?? 60_000, pollInterval: 10 });
          const { taskId } = task;
          const run = async (): Promise<void> => {
            await extra.taskStore.updateTaskStatus(taskId, "working", `Thinks of ${topic}`);
            await wait(ms);
            let said = "";
            if (ask !== undefined) {
              await extra.taskStore.updateTaskStatus(taskId, "input_required");
              const params = { message: "Who?", requestedSchema: ask === "name" ? FORM : SECRET };
              const answer = await extra
                .sendRequest({ method: "elicitation/create", params }, ElicitResultSchema, {
                  relatedTask: { taskId },
                } as never)
                .catch((error: unknown) => ({ action: `refused: ${String(error)}`, content: {} }));
              said = ` for ${answer.action} ${JSON.stringify(answer.content ?? {})}`;
            }
            await extra.taskStore.storeTaskResult(taskId, "completed", {
              content: [{ type: "text", text: `${topic} is done${said}` }],
              structuredContent: { card: "4242", topic },
              isError: fails,
            });
          };
          run().catch((error: unknown) => console.error("the task failed", error));
          return { task };
        },
        getTask: (_args, extra) => extra.taskStore.getTask(extra.taskId),
        getTaskResult: (_args, extra) => extra.taskStore.getTaskResult(extra.taskId) as never,
      },
    );
  register("work", "optional");
  register("research", "required");
  server.registerTool("plain", {}, () => ({ content: [{ type: "text", text: `plain ${process.pid}` }] }));
  server.registerTool("die", {}, () => process.exit(1));
  return server;
}

if (process.argv[2] === "http") {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  const http = createServer((req, res) => {
    const known = sessions.get(String(req.headers["mcp-session-id"]));
    if (known) return void known.handleRequest(req, res);
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, transport),
    });
    void createTaskServer()
      .connect(transport as never)
      .then(() => transport.handleRequest(req, res));
  });
  http.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`));
} else await createTaskServer().connect(new StdioServerTransport());
