import { CoreError } from "../../../errors.ts";
import type { Clock } from "../../../adapters/clock.ts";
import type { Json } from "../../json.ts";
import { errorOutcome } from "../../servers/error-outcome.ts";
import { canBeAsked, offeredCapabilities } from "../../servers/questions/question-kinds.ts";
import { createRequestHold } from "../../servers/questions/request-hold.ts";
import type {
  AnswerQuestion,
  ConnectionScope,
  ServerLink,
  ServerOutcome,
  ServerRequestOptions,
} from "../../servers/server-link.ts";
import type { GatewayClient, TaskMethod, TaskOptions } from "../gateway.ts";
import type { GatewayLimits } from "../gateway-limits.ts";
import { createListener } from "../call-listener.ts";
import { createInFlight } from "../in-flight.ts";
import { levelForServer } from "../log-levels.ts";
import type { Addressee, PutQuestion } from "../questions/put-question.ts";
import { passUrlsOn } from "../questions/url-required.ts";
import { withExtension } from "./with-extension.ts";
import type { DecidedTask } from "./task-decision.ts";
import type { OwnTasks } from "../own-tasks/index.ts";
import type { TaskRef } from "./task-ids.ts";

/** Requests for one result that may wait at the same time: a client whose connection broke asks again. */
const WAITING_FOR_ONE = 4;

/** Sends what is asked about a task to its server, under the server's own id. Rejects with what a call rejects with. */
export function createSendForTask(deps: {
  link: ServerLink;
  put: PutQuestion;
  scopeOf: (client: GatewayClient) => ConnectionScope;
  tellStatus: (client: GatewayClient, ref: TaskRef, task: Json) => void;
  own: Pick<OwnTasks, "request">;
  clock: Clock;
  limits: GatewayLimits;
}) {
  const { limits, clock } = deps;
  const inFlight = createInFlight(limits.callsPerPrincipal);
  const waiting = createInFlight(WAITING_FOR_ONE, "For this task there are already");

  return async (
    client: GatewayClient,
    method: TaskMethod,
    params: Json,
    options: TaskOptions,
    ref: TaskRef,
    { target }: Pick<DecidedTask, "target">,
    /** Rejects when the client may no longer see the task. */
    decideAgain?: () => Promise<void>,
  ): Promise<ServerOutcome> => {
    const { principal } = client.caller;
    const isWait = method === "tasks/result";
    const offered = offeredCapabilities(target.entry.server, options.capabilities);
    const to: Addressee = {
      client,
      serverId: ref.serverId,
      target,
      requestId: options.requestId,
      capabilities: offered,
      ask: options.ask,
    };
    if (isWait && canBeAsked(offered)) to.hold = createRequestHold();
    const onNotification = isWait ? createListener(client, undefined, undefined, options.onMessage) : null;
    /** Decided anew before each question: it holds content (A7). */
    const ifSeen =
      (put: AnswerQuestion): AnswerQuestion =>
      async (question, signal) => {
        try {
          await decideAgain?.();
        } catch {
          return mayNot;
        }
        return put(question, signal);
      };
    const asked: ServerRequestOptions = {
      timeoutMs: isWait ? Math.max(1, ref.until - clock.now()) : limits.callTimeoutMs,
      onBehalfOf: { principalId: principal.id, ownerId: principal.ownerId },
      scope: deps.scopeOf(client),
      onTaskStatus: (task) => deps.tellStatus(client, ref, task),
      ...(ref.era === "modern"
        ? { clientCapabilities: withExtension(offered) }
        : offered && { clientCapabilities: offered }),
      ...(isWait && { onQuestion: ifSeen((question, signal) => deps.put(to, question, signal)) }),
      ...(to.hold && { hold: to.hold }),
      ...(options.signal && { signal: options.signal }),
      ...(client.info && { clientInfo: client.info }),
      ...(options.onSlow && { onSlow: options.onSlow }),
      ...(onNotification && { onNotification, asksProgress: false }),
    };
    const logLevel = onNotification ? levelForServer(client, target) : undefined;
    if (logLevel !== undefined) asked.logLevel = logLevel;
    const [places, key] = isWait
      ? [waiting, `${principal.id} ${ref.serverRowId} ${ref.taskId}`]
      : [inFlight, principal.id];
    places.enter(key);
    try {
      if (ref.isOwn)
        return await deps.own.request(client, ref, method, params, {
          ...(options.signal && { signal: options.signal }),
          ...(options.ask && { ask: ifSeen(options.ask) }),
        });
      const outcome = await deps.link.request(
        principal.workspaceId,
        ref.serverId,
        method,
        { ...params, taskId: ref.taskId },
        asked,
      );
      return isWait && outcome.kind === "error" ? await passUrlsOn(deps.put, to, outcome) : outcome;
    } catch (error) {
      throw error instanceof CoreError && error.code === "server.died" && isWait ? taskDied(error) : error;
    } finally {
      places.leave(key);
    }
  };
}

const mayNot = errorOutcome(-32603, "Whoever started the task may not use it any more.");

const taskDied = (cause: CoreError): CoreError =>
  new CoreError("server.died", `${cause.message} The task is lost with it, unless the server keeps tasks elsewhere.`, {
    cause,
  });

export type SendForTask = ReturnType<typeof createSendForTask>;
