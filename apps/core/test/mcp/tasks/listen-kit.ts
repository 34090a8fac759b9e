import { expect } from "vitest";
import type { ServerOutcome } from "../../../src/modules/servers/server-link.ts";
import type { HarnessOptions } from "../create-harness.ts";
import { modernHeaders, modernMeta, type OpenStream, openStream, rpc } from "../raw-client.ts";
import { type Ask, CAPABILITIES, createTaskKit, DECLARED, type Json, tasksOf } from "./task-kit.ts";

/** A client of 2026-07-28 with a task, and its listen streams; `reset` belongs before each test, `stop` after it. */
export function createListenKit() {
  const kit = createTaskKit();
  const gets = (): number => kit.harness.sent.filter(({ method }) => method === "tasks/get").length;
  /** What is under way comes to its end. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) await new Promise((resume) => setImmediate(resume));
  };

  const at = {
    kit,
    gets,
    settle,
    token: "",
    ask: (() => Promise.reject(new Error("begin() first"))) as Ask,
    /** What the server says of its task now. */
    task: {} as Json,
    /** Those that were opened. */
    streams: [] as OpenStream[],
    reset(): void {
      at.streams = [];
      at.task = { status: "working", pollIntervalMs: 3_000 };
    },
    async stop(): Promise<void> {
      for (const stream of at.streams) stream.close();
      await kit.stop();
    },
    async begin(options: HarnessOptions = {}): Promise<string> {
      await kit.start("modern", options);
      at.token = kit.harness.issue("claude");
      at.ask = await kit.client("modern", at.token);
      const { taskId } = await kit.create("modern", at.ask);
      const answer = tasksOf("modern");
      kit.harness.state.answer = (request): ServerOutcome => {
        const said = answer(request);
        if (request.method !== "tasks/get" || said.kind === "error") return said;
        const { result, ...state } = said.result;
        return {
          kind: "result",
          result: { ...state, ...(at.task.status === "completed" && { result }), ...at.task },
        };
      };
      return taskId;
    },
    async listen(taskIds: unknown, who?: string): Promise<OpenStream> {
      const stream = await openStream(kit.harness.url, {
        method: "POST",
        headers: modernHeaders(who ?? at.token, "subscriptions/listen"),
        body: rpc("subscriptions/listen", {
          notifications: { taskIds, toolsListChanged: true },
          _meta: modernMeta({ [CAPABILITIES]: DECLARED }),
        }),
      });
      at.streams.push(stream);
      return stream;
    },
    /** The ids that a stream is told of, and the stream behind its acknowledgement. */
    async acknowledged(stream: OpenStream): Promise<unknown> {
      const { params } = (await stream.next()) as { params: { notifications: Json } };
      return params.notifications.taskIds;
    },
    async told(stream: OpenStream): Promise<Json> {
      const { method, params } = (await stream.next()) as { method: string; params: Json };
      expect(method).toBe("notifications/tasks");
      return params;
    },
    /** A stream behind its acknowledgement and the first state of the task. */
    async attend(taskId: string): Promise<OpenStream> {
      const stream = await at.listen([taskId]);
      await at.acknowledged(stream);
      await at.told(stream);
      return stream;
    },
    async pass(ms: number): Promise<void> {
      kit.harness.clock.advance(ms);
      await settle();
    },
    /** The server says that its tasks have changed. */
    push(): void {
      for (const { onChanged } of kit.harness.taskWatches) onChanged();
    },
    /** Whatever is heard next, it is that the tools have changed. */
    async expectSilence(stream: OpenStream): Promise<void> {
      kit.harness.change((world) => world.servers[0]?.capabilities.push({ kind: "tool", name: "marker" }));
      expect((await stream.next())?.method).toBe("notifications/tools/list_changed");
    },
  };
  return at;
}
