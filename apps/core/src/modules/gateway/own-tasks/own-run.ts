import type { Clock } from "../../../adapters/clock.ts";
import { CoreError } from "../../../errors.ts";
import { isObject, type Json } from "../../json.ts";
import { errorOutcome } from "../../servers/error-outcome.ts";
import type { ServerOutcome } from "../../servers/server-link.ts";
import type { Answer, BackgroundRun, ForwardOptions } from "../gateway.ts";
import { contentOfRun, describeRun, type RunEnd, type RunState, type RunStatus } from "./describe-run.ts";
import { type Gathering, gatherAnswers } from "./gathered-answers.ts";
import { endOfProblem, type OwnCall } from "./own-call.ts";
import { createOwnQuestions, type OwnQuestions } from "./own-questions.ts";

/** A call that takes longer goes on as a task, if it may become one: its client has said that it can wait for it so. */
const PATIENCE_MS = 10_000;

const NOTHING: ServerOutcome = { kind: "result", result: {} };

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
  /** They hear of each change. */
  readonly watchers = new Set<() => void>();
  /** Its client has a task. Until then, the call is answered as any other. */
  #isTask = false;
  readonly #clock: Clock;
  readonly #onChange: (run: OwnRun) => void;
  readonly #abort = new AbortController();
  readonly #questions: OwnQuestions;
  readonly #state: RunState;
  #asked: Gathering | null = null;
  /** What the tool says of its own result. */
  #isToolError = false;
  #argsLength = 0;
  readonly #waiting = new Set<() => void>();

  constructor(call: OwnCall, clock: Clock, onChange: (run: OwnRun) => void) {
    this.call = call;
    this.args = isObject(call.params.arguments) ? call.params.arguments : {};
    this.#clock = clock;
    this.#onChange = onChange;
    const now = clock.now();
    this.until = now + call.ttlMs;
    this.#state = {
      status: "working",
      createdAt: now,
      changedAt: now,
      heldAs: null,
      said: null,
      ended: null,
      isOwnWord: false,
      inputRequests: null,
    };
    this.#questions = createOwnQuestions(call.taskId, (isAsked) => {
      if (!this.isOver) this.#change(isAsked ? "input_required" : "working");
    });
  }

  get isOver(): boolean {
    const { ended, status } = this.#state;
    return ended !== null || status === "cancelled";
  }

  /** Nothing that a server has said can be seen in it: its client may look at it whatever its call would need now. */
  get isBare(): boolean {
    const { isOwnWord, said, ended, status } = this.#state;
    return isOwnWord || status === "cancelled" || (status === "working" && ended === null && said === null);
  }

  /** Characters that are kept of it: of its answer and its arguments. */
  get size(): number {
    return (this.#state.ended?.text.length ?? 0) + this.#argsLength;
  }

  /**
   * Begins the call. Resolves with null when a person has to be waited for, or the call takes long: then it is a task.
   * Otherwise with the answer of the call, or rejects as it does.
   */
  async startHeld(): Promise<Answer<unknown> | null> {
    let becomeTask = (): void => {};
    const task = new Promise<null>((resolve) => {
      becomeTask = () => {
        this.#isTask = true;
        resolve(null);
      };
    });
    const stopPatience = this.#clock.after(PATIENCE_MS, becomeTask);
    const first = this.#round(this.call.params, becomeTask);
    try {
      const answer = await Promise.race([first, task]);
      if (answer === null) void this.#follow(first);
      else if (answer.kind === "result")
        return { kind: "result", result: this.call.options.render(JSON.parse(answer.result as string) as Json) };
      return answer;
    } finally {
      stopPatience();
    }
  }

  /** Begins the call as a task. */
  start(): void {
    this.#isTask = true;
    void this.#follow(this.#round(this.call.params));
  }

  /** Takes the call back. Does nothing for one that is over. */
  cancel(): void {
    if (this.isOver) return;
    const asked = this.#asked;
    this.#leave();
    if (this.#isTask) this.#change("cancelled");
    this.#abort.abort();
    asked?.end();
    if (asked) this.call.giveUp(asked.requestState);
  }

  /** The task as its server would describe it, without content. */
  state(): Json {
    const { era, key, ttlMs } = this.call;
    return describeRun(this.#state, era, key, ttlMs);
  }

  /** The same with content, where `tasks/get` has it. */
  whole(): Json {
    return this.call.era === "legacy" ? this.state() : { ...this.state(), ...contentOfRun(this.#state) };
  }

  /** Answers of a client of 2026-07-28; the call goes on when all of them are there. */
  answer(responses: Json): ServerOutcome {
    const asked = this.#asked;
    if (asked?.take(responses)) {
      this.#asked = this.#state.inputRequests = null;
      this.#change("working");
    } else if (asked) {
      // What is answered is asked no more.
      this.#state.inputRequests = asked.inputRequests;
      this.#change("input_required");
    }
    return NOTHING;
  }

  /** What a client of 2025-11-25 asks by `tasks/cancel`. */
  cancelAsked(): ServerOutcome {
    if (this.isOver) return errorOutcome(-32602, "The task has ended already: it cannot be cancelled.");
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
    const { ended } = this.#state;
    if (ended) return { kind: ended.kind, [ended.kind]: JSON.parse(ended.text) } as ServerOutcome;
    if (this.isOver) return errorOutcome(-32603, "The task was cancelled.");
    throw new CoreError("request.cancelled", "The request was cancelled.");
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

  #change(status: RunStatus): void {
    Object.assign(this.#state, { status, changedAt: this.#clock.now() });
    if (this.isOver) for (const done of this.#waiting) done();
    if (!this.#isTask) return;
    this.#onChange(this);
    for (const look of this.watchers) look();
  }

  #background(isHeld: () => void): BackgroundRun {
    return {
      until: this.until,
      onHeld: (approvalId) => {
        isHeld();
        if (this.#state.heldAs === approvalId || this.isOver) return;
        this.#state.heldAs = approvalId;
        this.#change("working");
      },
      onApproved: ({ isSteppedUp, editedArguments }) => {
        this.approval = isSteppedUp ? "stepped_up" : "approved";
        if (editedArguments) this.args = editedArguments;
        this.#state.heldAs = null;
        if (!this.isOver) this.#change("working");
      },
      onStatus: (message) => {
        if (this.#state.said === message) return;
        this.#state.said = message;
        if (!this.isOver) this.#change(this.#state.status);
      },
      onGivenUp: (reason) => {
        this.#asked?.end();
        this.#endInOwnWords(new CoreError("request.timeout", reason));
      },
    };
  }

  #round(params: Json, isHeld = (): void => {}): Promise<Answer<unknown>> {
    const { capabilities, requestId, seenDefinition, note, onProgress, onMessage } = this.call.options;
    // Whoever has a task hears of it by its state.
    const unlessTask = (tell: (said: Json) => void) => (said: Json) => void (this.#isTask || tell(said));
    // By name: what belongs to the exchange that began it is not for a call that outlives it.
    return this.call.forward(structuredClone(params), {
      requestId,
      ...(capabilities && { capabilities }),
      ...(seenDefinition !== undefined && { seenDefinition }),
      ...(note !== undefined && { note }),
      ...(onProgress && { onProgress: unlessTask(onProgress) }),
      ...(onMessage && { onMessage: unlessTask(onMessage) }),
      ...(this.call.era === "legacy" && { ask: this.#questions.ask }),
      signal: this.#abort.signal,
      cancel: () => this.#abort.abort(),
      render: (result) => {
        this.#isToolError = result.isError === true;
        return JSON.stringify(result);
      },
      background: this.#background(isHeld),
    });
  }

  /** From the first round to the end. Never rejects. */
  async #follow(first: Promise<Answer<unknown>>): Promise<void> {
    try {
      let answer = await first;
      while (answer.kind === "input_required") {
        const { inputRequests, requestState } = answer;
        const inputResponses = await this.#ask(gatherAnswers(inputRequests, requestState));
        if (inputResponses === null) return;
        answer = await this.#round({ ...this.call.params, requestState, inputResponses });
      }
      if (answer.kind === "result") this.#end({ kind: "result", text: answer.result as string }, false);
      else if (answer.kind === "error") this.#end({ kind: "error", text: JSON.stringify(answer.error) }, false);
      else throw new Error("a task of Core's own became another one");
    } catch (problem) {
      this.#endInOwnWords(problem);
    }
  }

  #endInOwnWords(problem: unknown): void {
    this.#isToolError = true;
    this.#end(endOfProblem(problem), true);
  }

  #ask(asked: Gathering): Promise<Json | null> {
    if (this.isOver) {
      this.call.giveUp(asked.requestState);
      return Promise.resolve(null);
    }
    this.#asked = asked;
    this.#state.inputRequests = asked.inputRequests;
    this.#change("input_required");
    return asked.complete;
  }

  #end(ended: RunEnd, isOwnWord: boolean): void {
    if (this.isOver) return;
    this.#leave();
    Object.assign(this.#state, { ended, isOwnWord });
    // A tool that says of itself that it failed has ended well in 2026-07-28, and has not before.
    const isFailed = ended.kind === "error" || (this.call.era === "legacy" && this.#isToolError);
    this.#change(isFailed ? "failed" : "completed");
  }

  /** Lets go of what only a call under way needs. */
  #leave(): void {
    this.#asked = null;
    Object.assign(this.#state, { heldAs: null, inputRequests: null });
    this.#argsLength = JSON.stringify(this.args).length;
    if (this.#isTask) Object.assign(this.call, { params: {}, options: { requestId: "", render: () => {} } });
  }
}
