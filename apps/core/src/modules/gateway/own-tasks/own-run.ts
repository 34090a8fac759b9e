import type { Clock } from "../../../adapters/clock.ts";
import { CoreError, toPublicError } from "../../../errors.ts";
import { iso } from "../../iso-time.ts";
import { isObject, type Json } from "../../json.ts";
import type { ProtocolEra } from "../../servers/server.ts";
import type { ServerOutcome } from "../../servers/server-link.ts";
import type { Answer, ForwardOptions, GatewayClient } from "../gateway.ts";
import { denialResult, isToolDenial } from "../refused-call.ts";
import { createOwnQuestions } from "./own-questions.ts";

/** How often a client may ask how it goes, in milliseconds. */
const POLL_MS = 1_000;
const POLL_HELD_MS = 2_000;

type Status = "working" | "input_required" | "completed" | "failed" | "cancelled";
type Ended = { kind: "result"; text: string } | { kind: "error"; error: Json };

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

const errorOf = (error: unknown): Json => {
  const { code, message } = toPublicError(error);
  return { code: -32603, message, data: { code } };
};
/** JSON-RPC's own word for what a client does wrong: the task has ended already. */
const alreadyEnded: ServerOutcome = {
  kind: "error",
  error: { code: -32602, message: "The task has ended already: it cannot be cancelled." },
};
const nothing: ServerOutcome = { kind: "result", result: {} };

/**
 * One call that Core runs in the background for a client that has a task in its place. It answers what is asked about the
 * task as a server would that ran it (2025-11-25, tasks; 2026-07-28, extension tasks).
 */
export class OwnRun {
  readonly call: OwnCall;
  readonly until: number;
  /** Under which approval it runs. */
  approval: "none" | "approved" | "stepped_up" = "none";
  /** As a person has changed them; otherwise those of its client. */
  args: Json;
  /** Its client has a task. Until then, the call is answered as any other. */
  isTask = false;
  readonly #clock: Clock;
  readonly #onChange: (run: OwnRun) => void;
  readonly #abort = new AbortController();
  readonly #questions: ReturnType<typeof createOwnQuestions>;
  readonly #createdAt: number;
  #changedAt: number;
  #status: Status = "working";
  #heldAs: string | null = null;
  #ended: Ended | null = null;
  /** Core itself says how it ended: nothing of a server's is in it. */
  #isOwnWord = false;
  #asked: { inputRequests: Json; requestState: string; given: Json; goOn: (responses: Json) => void } | null = null;
  readonly #waiting = new Set<() => void>();
  readonly watchers = new Set<() => void>();

  constructor(call: OwnCall, clock: Clock, onChange: (run: OwnRun) => void) {
    this.call = call;
    this.args = isObject(call.params.arguments) ? call.params.arguments : {};
    this.#clock = clock;
    this.#onChange = onChange;
    this.#createdAt = this.#changedAt = clock.now();
    this.until = this.#createdAt + call.ttlMs;
    this.#questions = createOwnQuestions(call.taskId, (isAsked) => {
      if (!this.isOver) this.#change(isAsked ? "input_required" : "working");
    });
  }

  get isOver(): boolean {
    return this.#ended !== null || this.#status === "cancelled";
  }

  /** Nothing that a server has said can be seen of it: its client may look at it whatever its call would need now. */
  get isBare(): boolean {
    return this.#isOwnWord || (!this.isOver && this.#status === "working") || this.#status === "cancelled";
  }

  /** Length of what is kept of its answer. */
  get size(): number {
    return this.#ended?.kind === "result" ? this.#ended.text.length : 0;
  }

  /**
   * Begins the call. Resolves with null as soon as a person has to be waited for: then it is a task. Otherwise with the
   * answer of the call, or rejects as it does.
   */
  async startHeld(): Promise<Answer<unknown> | null> {
    let isHeld = (): void => {};
    const held = new Promise<null>((resolve) => (isHeld = () => resolve(null)));
    const first = this.#round(this.call.params, isHeld);
    const answer = await Promise.race([first, held]);
    if (answer !== null) return answer;
    void this.#follow(first);
    return null;
  }

  /** Begins the call as a task. */
  start(): void {
    this.isTask = true;
    void this.#follow(this.#round(this.call.params));
  }

  cancel(): void {
    if (this.isOver) return;
    const { requestState } = this.#asked ?? {};
    if (this.isTask) this.#change("cancelled");
    this.#abort.abort();
    if (requestState !== undefined) this.call.giveUp(requestState);
  }

  /** The task as its server would describe it. */
  state(): Json {
    const { era, key, ttlMs } = this.call;
    const pollMs = this.#heldAs === null ? POLL_MS : POLL_HELD_MS;
    const message = this.#message();
    const task: Json = {
      taskId: key,
      status: this.#status,
      ...(message !== null && { statusMessage: message }),
      createdAt: iso(this.#createdAt),
      lastUpdatedAt: iso(this.#changedAt),
      ...(era === "legacy" ? { ttl: ttlMs, pollInterval: pollMs } : { ttlMs, pollIntervalMs: pollMs }),
    };
    if (era === "legacy") return task;
    if (this.#ended?.kind === "result") task.result = JSON.parse(this.#ended.text);
    if (this.#ended?.kind === "error") task.error = this.#ended.error;
    if (this.#status === "input_required" && this.#asked) task.inputRequests = this.#asked.inputRequests;
    return task;
  }

  /** Answers of a client of 2026-07-28; the call goes on when all of them are there. */
  answer(responses: Json): ServerOutcome {
    const asked = this.#asked;
    if (!asked) return nothing;
    for (const key of Object.keys(asked.inputRequests))
      if (Object.hasOwn(responses, key)) asked.given[key] = responses[key];
    if (Object.keys(asked.inputRequests).some((key) => !Object.hasOwn(asked.given, key))) return nothing;
    this.#asked = null;
    this.#change("working");
    asked.goOn(asked.given);
    return nothing;
  }

  /** What a client of 2025-11-25 asks by `tasks/cancel`. */
  cancelAsked(): ServerOutcome {
    if (this.isOver) return alreadyEnded;
    this.cancel();
    return { kind: "result", result: this.state() };
  }

  /** Waits for the end, and asks on the stream of whoever waits. Rejects with request.cancelled. */
  async result(ask: ForwardOptions<unknown>["ask"], signal: AbortSignal | undefined): Promise<ServerOutcome> {
    const detach = ask ? this.#questions.attach(ask) : null;
    try {
      await this.#over(signal);
    } finally {
      detach?.();
    }
    if (this.#ended?.kind === "result") return { kind: "result", result: JSON.parse(this.#ended.text) as Json };
    if (this.#ended) return { kind: "error", error: this.#ended.error as { code: number; message: string } };
    if (this.isOver) return { kind: "error", error: { code: -32603, message: "The task was cancelled." } };
    throw new CoreError("request.cancelled", "The request was cancelled.");
  }

  #message(): string | null {
    if (this.#status === "working" && this.#heldAs !== null)
      return `A person has to approve the call: it waits for a decision as ${this.#heldAs}.`;
    if (this.#status === "failed" && this.#ended?.kind === "error" && this.#isOwnWord)
      return String(this.#ended.error.message);
    return null;
  }

  #over(signal: AbortSignal | undefined): Promise<void> {
    if (this.isOver || signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.#waiting.delete(done);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      this.#waiting.add(done);
      signal?.addEventListener("abort", done);
    });
  }

  #change(status: Status): void {
    this.#status = status;
    this.#changedAt = this.#clock.now();
    if (this.isOver) for (const done of this.#waiting) done();
    if (!this.isTask) return;
    this.#onChange(this);
    for (const look of this.watchers) look();
  }

  #round(params: Json, isHeld = (): void => {}): Promise<Answer<unknown>> {
    const { options, forward } = this.call;
    const { onProgress, onMessage, render, ...kept } = options;
    // Whoever has a task hears of it by its state.
    const unlessTask = (tell: ((said: Json) => void) | undefined) =>
      tell && { tell: (said: Json) => void (this.isTask || tell(said)) };
    const progress = unlessTask(onProgress);
    const message = unlessTask(onMessage);
    return forward(structuredClone(params), {
      ...kept,
      ...(progress && { onProgress: progress.tell }),
      ...(message && { onMessage: message.tell }),
      ...(this.call.era === "legacy" && { ask: this.#questions.ask }),
      signal: this.#abort.signal,
      cancel: () => this.#abort.abort(),
      render: (result) => (this.isTask ? JSON.stringify(result) : render(result)),
      background: {
        until: this.until,
        onHeld: (approvalId) => {
          this.isTask = true;
          isHeld();
          if (this.#heldAs === approvalId || this.isOver) return;
          this.#heldAs = approvalId;
          this.#change("working");
        },
        onApproved: ({ isSteppedUp, editedArguments }) => {
          this.approval = isSteppedUp ? "stepped_up" : "approved";
          if (editedArguments) this.args = editedArguments;
          this.#heldAs = null;
          if (!this.isOver) this.#change("working");
        },
      },
    });
  }

  /** From the first round to the end. Never rejects. */
  async #follow(first: Promise<Answer<unknown>>): Promise<void> {
    try {
      let answer = await first;
      while (answer.kind === "input_required") {
        const responses = await this.#ask(answer);
        if (responses === null) return;
        const { requestState } = answer;
        answer = await this.#round({ ...this.call.params, requestState, inputResponses: responses });
      }
      if (answer.kind === "result") this.#end({ kind: "result", text: answer.result as string });
      else if (answer.kind === "error") this.#end({ kind: "error", error: answer.error });
      else throw new CoreError("internal.error", "a task of Core's own became another task");
    } catch (error) {
      this.#isOwnWord = true;
      if (isToolDenial(error, "tools/call")) this.#end({ kind: "result", text: JSON.stringify(denialResult(error)) });
      else this.#end({ kind: "error", error: errorOf(error) });
    }
  }

  #ask({ inputRequests, requestState }: Extract<Answer<unknown>, { kind: "input_required" }>): Promise<Json | null> {
    if (this.isOver) {
      this.call.giveUp(requestState);
      return Promise.resolve(null);
    }
    return new Promise((resolve) => {
      this.#asked = { inputRequests, requestState, given: {}, goOn: resolve };
      this.#abort.signal.addEventListener("abort", () => resolve(null), { once: true });
      this.#change("input_required");
    });
  }

  #end(ended: Ended): void {
    if (this.isOver) return;
    this.#ended = ended;
    this.#heldAs = this.#asked = null;
    // A tool that says of itself that it failed has ended well in 2026-07-28, and has not before.
    const isFailed = ended.kind === "error" || (this.call.era === "legacy" && JSON.parse(ended.text).isError === true);
    this.#change(isFailed ? "failed" : "completed");
  }
}
