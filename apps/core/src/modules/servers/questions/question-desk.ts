import type { ServerConnection } from "../server-connector.ts";
import type {
  AnswerQuestion,
  ConnectionScope,
  RequestHold,
  ServerNotification,
  ServerOutcome,
  ServerQuestion,
  ServerRequestOptions,
} from "../server-link.ts";
import { isObject, type Json } from "../../json.ts";
import { type Slotted, Slab } from "../../slab.ts";
import { RELATED_TASK } from "../task-support.ts";
import { kindOf, missingCapability } from "./question-kinds.ts";
import { ShownUrls } from "./shown-urls.ts";
import { readUrlRequired } from "./url-required.ts";

const METHOD_NOT_FOUND = -32601;

const refuseQuestion = (message: string, code = METHOD_NOT_FOUND): ServerOutcome => ({
  kind: "error",
  error: { code, message },
});

const SHARED =
  "Several clients use this connection, so that Core cannot tell whom the question is for. Core has noted that this server asks: call again, and the call gets a connection of its own.";
const NOBODY = "Nobody has a call under way on this connection whom the question could be for.";
const WHICH_CALL =
  "Several calls are under way on this connection, so that Core cannot tell which one asks. Call again when the others have ended.";

/** What Core asks a server for itself. */
const isOwnRequest = (method: string): boolean => method === "ping" || method.endsWith("/list");

/** A request on the connection. Its end takes back what is still asked for it. */
class InFlight implements Slotted {
  slot = -1;
  readonly options: ServerRequestOptions;
  readonly scope: ConnectionScope;
  /** Of a request for the result of a task. */
  readonly taskId: unknown;
  #over: AbortController | null = null;

  constructor(options: ServerRequestOptions, scope: ConnectionScope, taskId: unknown) {
    this.options = options;
    this.scope = scope;
    this.taskId = taskId;
  }

  until(signal: AbortSignal): AbortSignal {
    this.#over ??= new AbortController();
    return AbortSignal.any([signal, this.#over.signal]);
  }

  end(): void {
    this.#over?.abort();
  }
}

/**
 * Knows who has used one connection, and so whose the questions on it are. INVARIANT: never a guess. While one scope only
 * has used the connection, what the server asks there is that scope's; once there were two, nobody's.
 */
export function createQuestionDesk(deps: {
  serverId: string;
  /** What the server may ask. */
  isAllowed: (method: string) => boolean;
  /** Hears of every question, answered or not: the server is one that asks. */
  onAsked: (method: string) => void;
  /** The only one whom the connection serves, from the start. */
  owner?: ConnectionScope | undefined;
}) {
  let owner: ConnectionScope | null = deps.owner ?? null;
  let isShared = false;
  const inFlight = new Slab<InFlight>();
  const shown = new ShownUrls();

  const admit = (method: string, { scope }: ServerRequestOptions): void => {
    if (!scope && isOwnRequest(method)) return;
    if (!scope || (owner !== null && owner.key !== scope.key)) isShared = true;
    else owner = scope;
  };

  /** The question as far as it is known whose it is: asked once at the desk, whichever way it came. */
  const put = (
    answer: AnswerQuestion | undefined,
    scope: ConnectionScope | undefined,
    question: ServerQuestion,
    signal: AbortSignal,
  ): Promise<ServerOutcome> => {
    deps.onAsked(question.method);
    if (!deps.isAllowed(question.method))
      return Promise.resolve(refuseQuestion("An administrator does not allow this server to ask that."));
    if (!answer) return Promise.resolve(refuseQuestion(NOBODY));
    if (scope) shown.note(question.params?.elicitationId, scope);
    return answer(question, signal);
  };

  /**
   * An error that asks for a visit to URLs is an answer, so that it is known whose it is. The server asks all the same: who
   * signs in there does it for this connection, which others should not use.
   */
  const noteUrls = (refused: ServerOutcome, scope: ConnectionScope, capabilities: Json | undefined): void => {
    for (const question of Object.values(readUrlRequired(refused) ?? {})) {
      deps.onAsked(question.method);
      if (deps.isAllowed(question.method) && missingCapability(question, capabilities) === null)
        shown.note(question.params?.elicitationId, scope);
    }
  };

  /** While a question of the line waits, no request of its owner runs out of time; those of others do (A35). */
  const holdAll = async (owned: ConnectionScope, asked: Promise<ServerOutcome>): Promise<ServerOutcome> => {
    const holds: RequestHold[] = [];
    inFlight.forEach(({ options: { hold }, scope }) => {
      if (hold && scope.key === owned.key) holds.push(hold);
    });
    for (const hold of holds) hold.begin();
    try {
      return await asked;
    } finally {
      for (const hold of holds) hold.end();
    }
  };

  /**
   * A question of a task names it, and who waits for its result is the one who started it (2025-11-25, tasks, Input
   * Required Status).
   */
  const whoseTask = ({ params }: ServerQuestion): InFlight | null => {
    const related = isObject(params?._meta) ? params._meta[RELATED_TASK] : undefined;
    if (!isObject(related)) return null;
    let found: InFlight | null = null;
    inFlight.forEach((entry) => {
      if (entry.taskId !== null && entry.taskId === related.taskId) found = entry;
    });
    return found;
  };

  return {
    /** Answers a question that came on the line and belongs to no request's own stream. */
    async answer(question: ServerQuestion, signal: AbortSignal): Promise<ServerOutcome> {
      if (kindOf(question.method) === null)
        return refuseQuestion(`Core does not offer ${question.method.slice(0, 100)} to servers.`);
      const asking = whoseTask(question);
      if (asking) {
        const { options, scope } = asking;
        return holdAll(scope, put(options.onQuestion, scope, question, asking.until(signal)));
      }
      if (isShared || owner === null) {
        deps.onAsked(question.method);
        return refuseQuestion(isShared ? SHARED : NOBODY);
      }
      const scope = owner;
      let only = null as InFlight | null;
      inFlight.forEach((entry) => (only = entry));
      if (only && inFlight.size === 1)
        return holdAll(scope, put(only.options.onQuestion, scope, question, only.until(signal)));
      // A session is one client, whichever of its calls it is; a client without sessions answers within one call only.
      if (inFlight.size > 1 && !scope.ask) {
        deps.onAsked(question.method);
        return refuseQuestion(WHICH_CALL);
      }
      const { ask } = scope;
      return holdAll(scope, put(ask && ((asked, until) => ask(deps.serverId, asked, until)), scope, question, signal));
    },

    /**
     * A message on the stream that belongs to no call names no request: it goes to the only scope that has used the
     * connection, with a call of it that is under way or beside it, and to nobody once there were two (A21).
     * @param isWatchedOnlyBy whether no other scope watches a resource here, which the server may speak of too
     */
    tellMessage(message: ServerNotification, isWatchedOnlyBy: (scopeKey: string) => boolean): void {
      if (isShared || owner === null || !isWatchedOnlyBy(owner.key)) return;
      let hearer = null as ServerRequestOptions["onNotification"] | null;
      inFlight.forEach(({ options }) => (hearer ??= options.onNotification));
      (hearer ?? owner.tell)?.(message);
    },

    /** Whom a URL elicitation was shown, once. */
    takeShown: (elicitationId: unknown): ConnectionScope | undefined => shown.take(elicitationId),

    /** The connection with every request of it known to the desk. */
    watch(connection: ServerConnection): ServerConnection {
      return {
        ...connection,
        request(method, params, options) {
          admit(method, options);
          const { onQuestion, scope } = options;
          if (!scope) return connection.request(method, params, options);
          const entry = new InFlight(options, scope, method === "tasks/result" ? params.taskId : null);
          inFlight.add(entry);
          const promise = connection.request(method, params, {
            ...options,
            onQuestion: (question, signal) =>
              kindOf(question.method) === null
                ? Promise.resolve(refuseQuestion(`Core does not offer ${question.method.slice(0, 100)} to servers.`))
                : put(onQuestion, scope, question, entry.until(signal)),
          });
          const leave = (): void => {
            inFlight.remove(entry);
            entry.end();
          };
          promise.then((outcome) => {
            leave();
            if (outcome.kind === "error") noteUrls(outcome, scope, options.clientCapabilities);
          }, leave);
          return promise;
        },
      };
    },
  };
}

export type QuestionDesk = ReturnType<typeof createQuestionDesk>;
