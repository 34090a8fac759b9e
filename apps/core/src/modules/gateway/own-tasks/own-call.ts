import { toPublicError } from "../../../errors.ts";
import type { Json } from "../../json.ts";
import type { ProtocolEra } from "../../servers/server.ts";
import type { Answer, ForwardOptions, GatewayClient } from "../gateway.ts";
import { denialResult, isToolDenial } from "../refused-call.ts";
import type { RunEnd } from "./describe-run.ts";

/** What Core runs by itself, and for whom. */
export interface OwnCall {
  /** The run's own name: what a server's id of a task is to other tasks. */
  key: string;
  /** The id that its client knows. */
  taskId: string;
  era: ProtocolEra;
  /** Changed in place when its client comes again, with another token for example. */
  client: GatewayClient;
  params: Json;
  options: Pick<
    ForwardOptions<unknown>,
    "capabilities" | "requestId" | "seenDefinition" | "note" | "onProgress" | "onMessage" | "render"
  >;
  ttlMs: number;
  /** Runs one round of the call. */
  forward(params: Json, options: ForwardOptions<unknown>): Promise<Answer<unknown>>;
  /** Gives up a call that waits for answers. */
  giveUp(requestState: string): void;
}

/**
 * How a call ends that Core refuses or that breaks. A refusal is for the model to read, as that of a plain call; what still
 * waits is no error of a call, but of one that has ended. Anything else is an error in Core's words.
 */
export function endOfProblem(problem: unknown): RunEnd {
  if (isToolDenial(problem, "tools/call"))
    return { kind: "result", text: JSON.stringify({ ...denialResult(problem), isError: true }) };
  const { code, message } = toPublicError(problem);
  return { kind: "error", text: JSON.stringify({ code: -32603, message, data: { code } }) };
}
