import type { ConnectionUsers, RequestUnderWay } from "../connection-users.ts";
import type { ServerConnection } from "../server-connector.ts";
import type { AnswerQuestion, ConnectionScope, RequestHold, ServerOutcome, ServerQuestion } from "../server-link.ts";
import { isObject, type Json } from "../../json.ts";
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
const UNANSWERABLE = "No client with a call under way on this connection offers what this question needs.";
const NOBODY = "Nobody has a call under way on this connection whom the question could be for.";
const WHICH_CALL =
  "Several calls are under way on this connection, so that Core cannot tell which one asks. Call again when the others have ended.";

/**
 * Puts the questions of a server on one connection to whose they are. INVARIANT: never a guess. While one scope only
 * has used the connection, what the server asks there is that scope's; once there were two, nobody's.
 */
export function createQuestionDesk(deps: {
  serverId: string;
  /** What the server may ask. */
  isAllowed: (method: string) => boolean;
  /** Hears of every question, answered or not: the server is one that asks. */
  onAsked: (method: string) => void;
  /** Who uses the connection. */
  users: ConnectionUsers;
}) {
  const { users } = deps;
  const shown = new ShownUrls();

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
    users.underWay.forEach(({ options: { hold }, scope }) => {
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
  const whoseTask = ({ params }: ServerQuestion): RequestUnderWay | null => {
    const related = isObject(params?._meta) ? params._meta[RELATED_TASK] : undefined;
    if (!isObject(related)) return null;
    let found: RequestUnderWay | null = null;
    users.underWay.forEach((entry) => {
      if (entry.taskId !== null && entry.taskId === related.taskId) found = entry;
    });
    return found;
  };

  /** A call anew helps only where somebody is there who could answer. */
  const whyNotShared = (question: ServerQuestion): string => {
    let [waits, canAnswer] = [false, false];
    users.underWay.forEach(({ options }) => {
      waits = true;
      canAnswer ||= missingCapability(question, options.clientCapabilities) === null;
    });
    return waits && !canAnswer ? UNANSWERABLE : SHARED;
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
      const scope = users.only;
      if (scope === null) {
        deps.onAsked(question.method);
        return refuseQuestion(users.areSeveral ? whyNotShared(question) : NOBODY);
      }
      const { underWay } = users;
      let one = null as RequestUnderWay | null;
      underWay.forEach((entry) => (one = entry));
      if (one && underWay.size === 1)
        return holdAll(scope, put(one.options.onQuestion, scope, question, one.until(signal)));
      // A session is one client, whichever of its calls it is; a client without sessions answers within one call only.
      if (underWay.size > 1 && !scope.ask) {
        deps.onAsked(question.method);
        return refuseQuestion(WHICH_CALL);
      }
      const { ask } = scope;
      return holdAll(scope, put(ask && ((asked, until) => ask(deps.serverId, asked, until)), scope, question, signal));
    },

    /** Whom a URL elicitation was shown, once. */
    takeShown: (elicitationId: unknown): ConnectionScope | undefined => shown.take(elicitationId),

    /** The connection with every request of it counted, and its questions known to the desk. */
    watch(connection: ServerConnection): ServerConnection {
      return {
        ...connection,
        request(method, params, options) {
          const entry = users.enter(method, params, options);
          if (!entry) return connection.request(method, params, options);
          const { onQuestion } = options;
          const { scope } = entry;
          const promise = connection.request(method, params, {
            ...options,
            onQuestion: (question, signal) =>
              kindOf(question.method) === null
                ? Promise.resolve(refuseQuestion(`Core does not offer ${question.method.slice(0, 100)} to servers.`))
                : put(onQuestion, scope, question, entry.until(signal)),
          });
          promise.then(
            (outcome) => {
              users.leave(entry, true);
              if (outcome.kind === "error") noteUrls(outcome, scope, options.clientCapabilities);
            },
            () => users.leave(entry, false),
          );
          return promise;
        },
      };
    },
  };
}
