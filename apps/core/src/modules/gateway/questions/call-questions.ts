import { CoreError } from "../../../errors.ts";
import { isObject, type Json } from "../../json.ts";
import { canBeAsked, missingCapability, offeredCapabilities } from "../../servers/questions/question-kinds.ts";
import { createRequestHold } from "../../servers/questions/request-hold.ts";
import { readUrlRequired } from "../../servers/questions/url-required.ts";
import type {
  ConnectionScope,
  ServerNotification,
  ServerOutcome,
  ServerQuestion,
  ServerRequestOptions,
} from "../../servers/server-link.ts";
import type { Enforced } from "../enforce.ts";
import type { ForwardedMethod, ForwardOptions, GatewayClient } from "../gateway.ts";
import { checkParams } from "../prepare-params.ts";
import { CapabilityMissing } from "./capability-missing.ts";
import { cleanAnswers, cleanQuestion } from "./guard-question.ts";
import { nextParams, readCapabilityMissing, readInputRequired } from "./input-required.ts";
import type { Addressee, PutQuestion } from "./put-question.ts";
import type { Rounds, Waiting } from "./rounds.ts";
import { RunningCall } from "./running-call.ts";
import { passUrlsOn, refusalOf } from "./url-required.ts";

/** A call that a person has approved, until it is over. */
export interface ApprovedRun {
  /** What the decider made of the arguments; null: they are the client's. */
  editedArguments: Json | null;
  /** The decider has confirmed it with a password. */
  isSteppedUp: boolean;
  /** Says how it ended. Never rejects. */
  finish(status: "executed" | "failed", reason: string | null): Promise<void>;
}

/** A call whose client has been asked something. */
export interface WaitingCall extends Waiting {
  /** What it was decided on. */
  enforced: Enforced;
  approved: ApprovedRun | null;
  goesOn:
    | { as: "running"; call: RunningCall; to: Addressee }
    | { as: "round"; requestState: string | undefined }
    /** The server refused it until a person has been to a URL. */
    | { as: "anew"; keys: readonly string[] };
}

/** The client comes back with answers. */
export interface Resumed {
  waiting: WaitingCall;
  responses: Json;
}

/** One round of a call. */
export interface CallRound {
  client: GatewayClient;
  method: ForwardedMethod;
  /** As they go to the server. */
  params: Json;
  /** Name and arguments as the client sent them. */
  subject: { name: string; args: Json };
  options: Pick<ForwardOptions<unknown>, "capabilities" | "ask" | "cancel" | "signal" | "requestId" | "background">;
  enforced: Enforced;
  approved: ApprovedRun | null;
  listener: ((notification: ServerNotification) => void) | null;
  send(params: Json, more: Partial<ServerRequestOptions>): Promise<ServerOutcome>;
  /** What the server has asked last gets no answer: whatever it keeps for that ends. Does nothing where it asked nothing. */
  giveUp(): void;
  /** The call is over at the server. */
  onEnd(): void;
}

export type RoundEnd =
  | { kind: "outcome"; outcome: ServerOutcome }
  | { kind: "input_required"; inputRequests: Record<string, ServerQuestion>; requestState: string };

const MAX_ROUNDS = 10;
const neverAborted = new AbortController().signal;

/**
 * What servers ask while they work on a call, for clients and servers of both eras (docs/adr/0014). A legacy client is
 * asked by requests on its call's stream; a modern one gets its call back with the questions and repeats it.
 */
export function createCallQuestions(deps: {
  put: PutQuestion;
  rounds: Rounds<WaitingCall>;
  scopeOf: (client: GatewayClient) => ConnectionScope;
}) {
  const { put, rounds, scopeOf } = deps;

  const addresseeOf = ({ client, enforced, options }: CallRound): Addressee => {
    const { target } = enforced;
    return {
      client,
      serverId: target.named.serverId,
      target,
      requestId: options.requestId,
      capabilities: offeredCapabilities(target.entry.server, options.capabilities),
      ask: options.ask,
    };
  };

  const reach = (round: CallRound, to: Addressee): Partial<ServerRequestOptions> => ({
    scope: scopeOf(round.client),
    onQuestion: (question, signal) => put(to, question, signal),
    ...(to.capabilities && { clientCapabilities: to.capabilities }),
    ...(to.hold && { hold: to.hold }),
  });

  /** A modern server's questions, put to a client that is asked by requests; null: one was not answered. */
  const askAll = async (to: Addressee, requests: Record<string, ServerQuestion>, signal: AbortSignal) => {
    const responses: Json = {};
    let failure: ServerOutcome | null = null;
    await Promise.all(
      Object.entries(requests).map(async ([key, question]) => {
        const outcome = await put(to, question, signal);
        if (outcome.kind === "result") responses[key] = outcome.result;
        // The only answer that has a form for no answer.
        else if (question.method === "elicitation/create" && missingCapability(question, to.capabilities) === null)
          responses[key] = { action: "cancel" };
        else failure = { kind: "error", error: { code: -32603, message: outcome.error.message } };
      }),
    );
    return failure ?? responses;
  };

  /** Clients that are asked by requests, or not at all. */
  const runHeld = async (round: CallRound): Promise<RoundEnd> => {
    const to = addresseeOf(round);
    if (canBeAsked(to.capabilities)) to.hold = createRequestHold();
    const more = reach(round, to);
    const signal = round.options.signal ?? neverAborted;
    try {
      let outcome = await round.send(round.params, more);
      for (let asked = 1; ; asked++) {
        const required = readInputRequired(outcome);
        if (!required)
          return { kind: "outcome", outcome: outcome.kind === "error" ? await passUrlsOn(put, to, outcome) : outcome };
        if (asked > MAX_ROUNDS)
          throw new CoreError("server.protocol_error", `The server still asks after ${MAX_ROUNDS} rounds of answers.`);
        const answered = await askAll(to, required.requests, signal);
        if (answered.kind === "error") return { kind: "outcome", outcome: answered as ServerOutcome };
        if (signal.aborted) throw new CoreError("request.cancelled", "The request was cancelled.");
        outcome = await round.send(nextParams(round.params, required.requestState, answered), more);
      }
    } finally {
      round.giveUp();
      round.onEnd();
    }
  };

  /** Modern clients that declare nothing: a question ends their call. */
  const runUnasked = async (round: CallRound): Promise<RoundEnd> => {
    const to = addresseeOf(round);
    let missing: CapabilityMissing | null = null;
    to.onMissing = (required) => {
      missing = new CapabilityMissing(required);
      round.options.cancel?.();
    };
    try {
      const outcome = await round.send(round.params, reach(round, to));
      return await conclude(round, to, outcome);
    } catch (error) {
      throw missing ?? error;
    } finally {
      round.onEnd();
    }
  };

  /** Gives the client its call back with the questions. */
  const pause = (
    { client, method, subject, enforced, approved, options, giveUp }: CallRound,
    requests: Record<string, ServerQuestion>,
    goesOn: WaitingCall["goesOn"],
  ): RoundEnd => {
    const requestState = rounds.put(
      { client, method, ...subject },
      {
        enforced,
        approved,
        goesOn,
        giveUp(reason) {
          if (goesOn.as === "running") goesOn.call.cancel();
          else giveUp();
          void approved?.finish("failed", reason);
          options.background?.onGivenUp(reason);
        },
      },
    );
    return { kind: "input_required", inputRequests: requests, requestState };
  };

  /** A modern server's questions for a modern client: looked at and recorded like others, answered in the next round. */
  const passOn = async (to: Addressee, requests: Record<string, ServerQuestion>) => {
    const shown: Record<string, ServerQuestion> = {};
    for (const [key, question] of Object.entries(requests)) {
      const missing = missingCapability(question, to.capabilities);
      if (missing) throw new CapabilityMissing(missing);
      shown[key] = cleanQuestion(question);
    }
    const refusal = await refusalOf(put, to, requests);
    if (refusal !== null) throw new CoreError("server.protocol_error", refusal);
    return shown;
  };

  /** What follows on a server's answer to a modern client. */
  const conclude = async (round: CallRound, to: Addressee, outcome: ServerOutcome): Promise<RoundEnd> => {
    try {
      const missing = readCapabilityMissing(outcome, round.options.capabilities);
      if (missing) throw new CapabilityMissing(missing);
      const required = readInputRequired(outcome);
      if (required) {
        const shown = await passOn(to, required.requests);
        return pause(round, shown, { as: "round", requestState: required.requestState });
      }
      const urls = readUrlRequired(outcome);
      if (!urls) return { kind: "outcome", outcome };
      const shown = await passOn(to, urls);
      return pause(round, shown, { as: "anew", keys: Object.keys(shown) });
    } catch (error) {
      round.giveUp();
      throw error;
    }
  };

  const follow = async (round: CallRound, call: RunningCall, to: Addressee): Promise<RoundEnd> => {
    call.listener = round.listener;
    const event = await call.next(round.options.signal);
    if (event.kind === "ended") return conclude(round, to, event.outcome);
    try {
      return pause(round, event.requests, { as: "running", call, to });
    } catch (error) {
      call.cancel();
      throw error;
    }
  };

  /** Modern clients that can be asked: their call outlives the HTTP exchange while they look for answers. */
  const runDetached = (round: CallRound): Promise<RoundEnd> => {
    const call = new RunningCall();
    const to: Addressee = {
      ...addresseeOf(round),
      ask: (question, signal) => call.ask(question, signal),
      hold: createRequestHold(),
      isBounded: true,
      onMissing: (required) => call.cancel(new CapabilityMissing(required)),
    };
    call.start(
      (signal) =>
        round.send(round.params, {
          ...reach(round, to),
          signal,
          ...(round.listener && { onNotification: (notification) => call.listener?.(notification) }),
        }),
      round.onEnd,
    );
    return follow(round, call, to);
  };

  const runRound = async (round: CallRound, params: Json): Promise<RoundEnd> => {
    const to = addresseeOf(round);
    if (!canBeAsked(to.capabilities)) return runUnasked({ ...round, params });
    return runDetached({ ...round, params });
  };

  return {
    /** The first round of a call. */
    run(round: CallRound): Promise<RoundEnd> {
      if (round.client.era !== "modern") return runHeld(round);
      return runRound(round, round.params);
    },

    /** A further round. `round.onEnd` is called unless the call goes on in what was started before. */
    goOn(round: CallRound, { waiting, responses }: Resumed): Promise<RoundEnd> {
      const { goesOn } = waiting;
      if (goesOn.as === "running") {
        round.onEnd();
        const { call, to } = goesOn;
        to.client = round.client;
        to.requestId = round.options.requestId;
        to.capabilities = addresseeOf(round).capabilities;
        const missing = call.missing(to.capabilities);
        if (missing) call.cancel(new CapabilityMissing(missing));
        else call.answer(responses);
        return follow(round, call, to);
      }
      const cleaned = cleanAnswers(responses);
      if (goesOn.as === "round") return runRound(round, nextParams(round.params, goesOn.requestState, cleaned));
      const isDone = goesOn.keys.every((key) => isObject(cleaned[key]) && cleaned[key].action === "accept");
      if (isDone) return runRound(round, round.params);
      round.onEnd();
      return Promise.resolve({
        kind: "outcome",
        outcome: {
          kind: "error",
          error: { code: -32603, message: "The address that the server asks for was not opened." },
        },
      });
    },

    /**
     * Takes up a call that was given back with questions. `params` loses what answers them.
     * Throws input.invalid for a requestState that is not for this request, and for one of nobody's (A25).
     */
    resume(
      client: GatewayClient,
      method: ForwardedMethod,
      subject: { name: string; args: Json },
      params: Json,
    ): Resumed {
      if (client.era !== "modern") checkParams(params);
      const { requestState, inputResponses = {} } = params;
      if (!isObject(inputResponses)) throw new CoreError("input.invalid", "params.inputResponses must be an object.");
      delete params.requestState;
      delete params.inputResponses;
      return { waiting: rounds.take(requestState, { client, method, ...subject }), responses: inputResponses };
    },
  };
}

export type CallQuestions = ReturnType<typeof createCallQuestions>;
