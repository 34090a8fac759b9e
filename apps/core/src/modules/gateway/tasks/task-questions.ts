import { CoreError } from "../../../errors.ts";
import type { Json } from "../../json.ts";
import { missingCapability, offeredCapabilities } from "../../servers/questions/question-kinds.ts";
import type { ServerQuestion } from "../../servers/server-link.ts";
import type { GatewayClient, TaskOptions } from "../gateway.ts";
import { CapabilityMissing } from "../questions/capability-missing.ts";
import { cleanQuestion, refusalOfContent } from "../questions/guard-question.ts";
import { readRequests } from "../questions/input-required.ts";
import type { PutQuestion } from "../questions/put-question.ts";
import type { Target } from "../resolve-name.ts";
import type { LiveTasks } from "./live-tasks.ts";
import type { TaskRef } from "./task-ids.ts";

/** Of one task. Whatever comes after them is recorded each time. */
const MAX_KNOWN = 1_000;
const neverAborted = new AbortController().signal;

/**
 * What a task of 2026-07-28 asks: shown to its client with every `tasks/get`, answered with `tasks/update`. The guards are
 * those of questions inside a call (A42); each question is recorded once.
 */
export function createTaskQuestions({ put, live }: { put: PutQuestion; live: LiveTasks }) {
  return {
    /** Throws request.capability_missing, server.protocol_error for what may not be asked. */
    async show(
      client: GatewayClient,
      options: TaskOptions,
      ref: TaskRef,
      target: Target,
      id: string,
      inputRequests: unknown,
    ): Promise<Json> {
      const capabilities = offeredCapabilities(target.entry.server, options.capabilities);
      const asked = live.find(client, ref)?.asked ?? new Set();
      const shown: Record<string, ServerQuestion> = {};
      for (const [key, question] of Object.entries(readRequests(inputRequests))) {
        const missing = missingCapability(question, capabilities);
        if (missing)
          throw new CapabilityMissing(
            missing,
            `The task ${id.slice(0, 8)}… asks for what needs a client that declares ${Object.keys(missing).join(", ")}.`,
          );
        if (!asked.has(key)) {
          const outcome = await put(
            {
              client,
              serverId: ref.serverId,
              target,
              requestId: options.requestId,
              capabilities,
              ask: async () => ({ kind: "result", result: {} }),
            },
            question,
            neverAborted,
          );
          if (outcome.kind === "error") throw new CoreError("server.protocol_error", outcome.error.message);
          if (asked.size < MAX_KNOWN) asked.add(key);
        }
        // Under the same key there may be another question now.
        const refusal = refusalOfContent(question);
        if (refusal !== null) throw new CoreError("server.protocol_error", refusal);
        shown[key] = cleanQuestion(question);
      }
      return shown;
    },
  };
}

export type TaskQuestions = ReturnType<typeof createTaskQuestions>;
