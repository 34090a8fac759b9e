import type { ServerOutcome } from "../../../src/modules/servers/server-link.ts";
import {
  type CapabilityInput,
  createHarness,
  type Harness,
  type HarnessOptions,
  type SentRequest,
  type World,
} from "../create-harness.ts";
import { callLegacy, callModern, openSession, type RawAnswer } from "../raw-client.ts";

export type Json = Record<string, unknown>;
export type Era = "legacy" | "modern";

export const TASKS = "io.modelcontextprotocol/tasks";
export const CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
export const DECLARED = { extensions: { [TASKS]: {} } };
export const ADD = { name: "notes__add", arguments: { text: "milk" } };
const VERSIONS = { legacy: "2025-11-25", modern: "2026-07-28" };
const OFFERED = {
  legacy: { tasks: { cancel: {}, requests: { tools: { call: {} } } } },
  modern: { extensions: { [TASKS]: {} } },
};

export const tool = (name: string, more: Partial<CapabilityInput> = {}): CapabilityInput => ({
  kind: "tool",
  name,
  definition: { name, inputSchema: { type: "object" }, execution: { taskSupport: "optional" } },
  ...more,
});
export const server = (era: Era, more: Partial<World["servers"][number]> = {}): World["servers"][number] => ({
  serverId: "notes",
  protocolVersion: VERSIONS[era],
  declaredCapabilities: OFFERED[era],
  capabilities: [tool("add"), { kind: "tool", name: "plain" }],
  ...more,
});

/** A server whose tasks are done at once. */
export const tasksOf =
  (era: Era) =>
  ({ method, params, options }: SentRequest): ServerOutcome => {
    const at = "2026-01-01T00:00:00Z";
    const state = { status: "working", statusMessage: "on own-id", createdAt: at, lastUpdatedAt: at };
    const times = era === "legacy" ? { ttl: 60_000 } : { ttlMs: 60_000 };
    const result: Json = { content: [{ type: "text", text: "done" }], structuredContent: { card: "4242" } };
    const answer = (value: Json): ServerOutcome => ({ kind: "result", result: value });
    const mayStart = era === "legacy" ? params.task !== undefined : "extensions" in (options.clientCapabilities ?? {});
    if (method === "tools/call") {
      const task = { taskId: "own-id", ...state, ...times };
      if (!mayStart) return answer(result);
      return answer(era === "legacy" ? { task } : { resultType: "task", ...task });
    }
    if (method === "tasks/result") return answer(result);
    if (method === "tasks/update") return answer({ resultType: "complete" });
    if (method === "tasks/cancel" && era === "modern") return answer({});
    const status = method === "tasks/cancel" ? "cancelled" : "completed";
    return answer({ taskId: "own-id", ...state, ...times, status, ...(era === "modern" && { result }) });
  };

export type Ask = (method: string, params?: Json) => Promise<RawAnswer>;

/** The method by which a client of each era gets the result. */
export const fetching = { legacy: "tasks/result", modern: "tasks/get" };

/** Core's MCP endpoint before the twin of a server with tasks, and clients of both eras; `stop` belongs after each test. */
export function createTaskKit() {
  let harness: Harness;
  /** Sessions by token. */
  let sessions = new Map<string, string>();
  return {
    get harness(): Harness {
      return harness;
    },
    async start(era: Era, options: HarnessOptions = {}): Promise<void> {
      sessions = new Map();
      harness = await createHarness({
        answer: tasksOf(era),
        ...options,
        world: { servers: [server(era)], ...options.world },
      });
    },
    /** Asks as a client of either era, in one session where there are any. */
    async client(era: Era, token: string): Promise<Ask> {
      if (era === "modern")
        return (method, params = {}) =>
          callModern(harness.url, token, method, {
            ...params,
            _meta: { ...(params._meta as Json), [CAPABILITIES]: DECLARED },
          });
      const session = sessions.get(token) ?? (await openSession(harness.url, token));
      sessions.set(token, session);
      return (method, params) => callLegacy(harness.url, token, session, method, params);
    },
    sessionOf: (token: string): string => sessions.get(token) ?? "",
    /** The next client has a new session. */
    forgetSessions(): void {
      sessions = new Map();
    },
    /** A call that becomes a task: its answer, and the task's id. */
    async create(era: Era, ask: Ask): Promise<{ answer: RawAnswer; taskId: string }> {
      const answer = await ask("tools/call", { ...ADD, ...(era === "legacy" && { task: { ttl: 5_000 } }) });
      const { result = {} } = answer.body;
      const { taskId } = (era === "legacy" ? (result.task as Json | undefined) : result) ?? {};
      return { answer, taskId: String(taskId) };
    },
    stop: () => harness.close(),
  };
}
