import type { LargeAnswer } from "./large-answer.ts";
import type { LogLevel } from "./log-level.ts";

/** The answer of a server: a result or a JSON-RPC error, untouched. */
export type ServerOutcome =
  | {
      kind: "result";
      result: Record<string, unknown>;
      /** The client was asked something on the way: the result is its alone. */
      isPersonal?: boolean;
      /** The result is large and is handed over while it arrives, to `largeUpTo` only; `result` is empty then. */
      large?: LargeAnswer;
    }
  | { kind: "error"; error: { code: number; message: string; data?: unknown } };

export interface ServerNotification {
  method: string;
  params?: Record<string, unknown>;
}

/** What a server asks of the client: `sampling/createMessage`, `elicitation/create` or `roots/list`. */
export interface ServerQuestion {
  method: string;
  params?: Record<string, unknown>;
}

/**
 * Whoever answers a question. Aborting the signal takes the question back: the call is over, the server cancelled it, or
 * the connection is gone. Never rejects for a refusal: that is an error outcome.
 */
export type AnswerQuestion = (question: ServerQuestion, signal: AbortSignal) => Promise<ServerOutcome>;

/**
 * Who is behind a request, as far as questions of a server are concerned. INVARIANT: two requests have the same key only
 * if an answer to one of them may be given by whoever sent the other.
 */
export interface ConnectionScope {
  /** A legacy client's session, or the principal together with the client application. */
  readonly key: string;
  readonly principalId: string;
  readonly clientKey: string;
  /** The legacy session; null for clients without sessions, whose every request stands alone. */
  readonly sessionId: string | null;
  /** Reaches the client outside any call. Absent: it is reached only while a call of its own is under way. */
  readonly ask?: (serverId: string, question: ServerQuestion, signal: AbortSignal) => Promise<ServerOutcome>;
  /** Tells the client what follows on a question it was asked. */
  readonly tell?: (notification: ServerNotification) => void;
}

/** Stops the timeouts of a request while a question of it waits for a person. */
export interface RequestHold {
  readonly isHeld: boolean;
  begin(): void;
  end(): void;
  /** Calls back whenever it becomes held or free. Returns what takes that back. */
  watch(listener: () => void): () => void;
}

export interface ServerRequestOptions {
  /** What the client declares to be able to do, as far as the server may use it. Absent: nothing. */
  clientCapabilities?: Record<string, unknown>;
  /** Who asks. Absent for Core's own requests only. */
  scope?: ConnectionScope;
  /** Answers what the server asks while it works on this request. Absent: it is refused. */
  onQuestion?: AnswerQuestion;
  hold?: RequestHold;
  /** Aborting tells the server (`notifications/cancelled`, or the stream is closed) and rejects with `request.cancelled`. */
  signal?: AbortSignal;
  timeoutMs: number;
  /** For `resources/read`: up to so many bytes, a large result may be handed over as it arrives. Absent: it is wanted whole. */
  largeUpTo?: number;
  /**
   * Hears the notifications that belong to this request (progress, messages). When given, Core asks the server for
   * progress under a token of its own; the caller puts the client's token back.
   */
  onNotification?: (notification: ServerNotification) => void;
  /** False: `onNotification` is there for messages only, and no progress is asked for. */
  asksProgress?: boolean;
  /** The server ended its stream before the answer and wants to be asked for the rest after so long. */
  onSlow?: (retryMs: number) => void;
  /** The MCP client's own description, passed on as `clientInfo` where the protocol allows it; display only. */
  clientInfo?: { name: string; version: string };
  /**
   * The least severe level of messages (`notifications/message`) that are wanted for this request. Absent: none is asked for.
   * A modern server is told with the request; a legacy one, which keeps one level for all, before it.
   */
  logLevel?: LogLevel;
  /** With what may start a task or is about one: hears what the server says of the task by itself, until it is over. */
  onTaskStatus?: (task: Record<string, unknown>) => void;
  /** For whom: a server that takes values of its users is started with theirs. */
  onBehalfOf?: { principalId: string; ownerId: string | null };
}

/** Somebody who wants to hear of updates of a resource. */
export interface ResourceWatch extends Pick<ServerRequestOptions, "onBehalfOf" | "scope" | "clientCapabilities"> {
  /** As the server knows it. */
  uri: string;
  /** Params of `notifications/resources/updated`; their URI may be that of a part of the resource. */
  onUpdated: (params: Record<string, unknown>) => void;
  /** There is nobody to hear from any more: the server was removed, or whatever ran for this user was stopped. */
  onEnded: () => void;
}

/** Somebody who wants to hear that a task of a modern server may have changed. */
export interface TaskWatch extends Pick<ServerRequestOptions, "onBehalfOf"> {
  /** As the server knows it. */
  taskId: string;
  /** Without what the server says: whoever may see it asks for it, and is answered as whoever asks is. */
  onChanged: () => void;
}

export interface TaskWatching {
  /** The server has agreed to tell of it, on the connection that is open now. */
  readonly isTold: boolean;
  stop(): void;
}

/**
 * Port of `modules/gateway`: sends one request to a server of a workspace, over whatever connection serves it.
 * Rejects with a CoreError: server.not_found, server.disabled, server.start_failed, server.unreachable,
 * server.protocol_error, server.timeout, server.died, server.busy, request.cancelled. Repeats no request, but once the
 * call of a tool that an administrator has put into `settings.idempotentTools`.
 */
export interface ServerLink {
  request(
    workspaceId: string,
    serverId: string,
    method: string,
    params: Record<string, unknown>,
    options: ServerRequestOptions,
  ): Promise<ServerOutcome>;
  /**
   * Hears of updates of one resource until the returned function is called; holds across reconnections. Connects when
   * there is no connection. Rejects with request.unsupported where the server offers no subscriptions, and with what
   * `request` rejects with.
   */
  watch(workspaceId: string, serverId: string, watch: ResourceWatch): Promise<() => void>;
  /**
   * Hears of changes of one task, as far as its server tells; the first and the last who want to hear of it have the
   * server asked. Rejects with server.not_found, server.disabled, server.values_missing.
   */
  watchTask(workspaceId: string, serverId: string, watch: TaskWatch): Promise<TaskWatching>;
  /** Tells every legacy server to which this session has a connection of its own, for example that its roots changed. */
  notifySession(workspaceId: string, scopeKey: string, method: string): void;
  /** The session has ended: connections that were opened for it alone end. */
  endSession(workspaceId: string, scopeKey: string): void;
}
