import type { DiscoveryView, FoundTools, ToolView } from "@peta/contract";
import type { CoreError } from "../../errors.ts";
import type { Caller, Principal } from "../principals/principal.ts";
import type { LogLevel } from "../servers/log-level.ts";
import type { ProtocolEra } from "../servers/server.ts";
import type { AnswerQuestion, ServerQuestion } from "../servers/server-link.ts";
import type { NamesMode } from "./names.ts";

/** Who asks, and how: an MCP client of a principal, or an API caller. */
export interface GatewayClient {
  caller: Caller;
  /** Null outside MCP. */
  era: ProtocolEra | null;
  /** What the client says of itself; display only, never trusted. */
  info: { name: string; version: string } | null;
  sessionId: string | null;
  names: NamesMode;
  /** The least severe level of messages of servers that it wants; absent: it has not said. */
  logLevel?: LogLevel;
  /** Its host shows the pages of MCP Apps, and keeps from its model the tools that are for these pages only. */
  showsPages?: boolean;
}

export type ListKind = "tool" | "resource" | "template" | "prompt";

/** One page of a list, as JSON text that is ready to be sent. */
export interface ListPage {
  /** A JSON array. */
  itemsJson: string;
  nextCursor: string | null;
}

/** Methods that reach a server. An absent method is denied. */
export type ForwardedMethod = "tools/call" | "resources/read" | "prompts/get" | "completion/complete";

export type Answer<T> =
  | { kind: "result"; result: T }
  /** Modern clients only: what the server asks before it goes on. The client repeats its request with the answers. */
  | { kind: "input_required"; inputRequests: Record<string, ServerQuestion>; requestState: string }
  /** The call goes on as a task: what its client gets, in the form of its era. */
  | { kind: "task"; task: Record<string, unknown> }
  /** The server's own JSON-RPC error. */
  | { kind: "error"; error: { code: number; message: string; data?: unknown } };

/** A call that Core runs as a task of its own, after its client has been answered (docs/adr/0033). */
export interface BackgroundRun {
  /** How long it may wait, for a person and for its server, in milliseconds of the clock. */
  readonly until: number;
  /** It waits for a person, who decides as `approvalId`. Called again and again while it waits. */
  onHeld(approvalId: string): void;
  /** A person has approved it, and may have changed its arguments; `isSteppedUp`: confirmed with a password. */
  onApproved(approval: { isSteppedUp: boolean; editedArguments: Record<string, unknown> | null }): void;
  /** What its server says of how it goes, where it made a task of it. */
  onStatus(message: string): void;
  /** What it asked gets no answer any more: the call has ended. */
  onGivenUp(reason: string): void;
}

export interface ForwardOptions<T> {
  /** What the client declares: in `initialize`, or with this very request. Absent: nothing, so that it is asked nothing. */
  capabilities?: Record<string, unknown>;
  /** Legacy clients: puts a question to the client on the stream of this call, and resolves with its answer. */
  ask?: AnswerQuestion;
  /**
   * The client may have tasks: a call of the legacy era becomes one where `params.task` asks for it, one of the modern era
   * where its server decides so. Absent: it gets none.
   */
  tasks?: boolean;
  /** Core runs it by itself. Its client has been answered, and hears of it by what it asks about its task. */
  background?: BackgroundRun;
  /** Takes the call back as the client could, for a reason that Core finds itself. */
  cancel?: () => void;
  /** The client's own id of this request, for the record only. */
  requestId: string;
  signal?: AbortSignal;
  /** Hears progress, with the client's own progress token put back. Called only when the client gave one. */
  onProgress?: (params: Record<string, unknown>) => void;
  /** Hears that the server has Core come back for the answer after so long. */
  onSlow?: (retryMs: number) => void;
  /** Hears the messages (`notifications/message`) of the server about this call that the client wants. */
  onMessage?: (params: Record<string, unknown>) => void;
  /** The hash of the tool's definition that the caller has seen: another definition is refused with capability.changed. */
  seenDefinition?: string;
  /** Added to the reason in the record. */
  note?: string;
  /** Sees the definition and the arguments of what may run; what it throws refuses the call. */
  inspect?: (definition: Record<string, unknown>, args: Record<string, unknown>) => void;
  /** Turns the guarded result into what leaves Core. A string longer than the limit becomes an error. */
  render: (result: Record<string, unknown>) => T;
  /**
   * Takes an answer of `resources/read` that is too large to be kept, as it arrives: the parts of the rendered result.
   * Absent: such an answer is refused.
   */
  takeLarge?: (parts: LargeParts) => T;
}

/** A rendered result in parts. Whoever breaks off its iteration, or cancels it, ends the request at the server. */
export interface LargeParts extends AsyncIterable<string | Buffer> {
  /** For parts that nobody has begun to read. */
  cancel(): void;
}

export type PassOnOptions = Pick<
  ForwardOptions<string>,
  "capabilities" | "ask" | "requestId" | "signal" | "onProgress" | "onSlow" | "onMessage" | "render"
>;

/** What a client asks about its tasks: of 2025-11-25 (`tasks/result`, `tasks/list`), of 2026-07-28 (`tasks/update`), or both. */
export type TaskMethod = "tasks/get" | "tasks/result" | "tasks/list" | "tasks/update" | "tasks/cancel";

export interface TaskOptions
  extends Pick<ForwardOptions<string>, "capabilities" | "ask" | "requestId" | "signal" | "onMessage" | "onSlow"> {
  /** Turns what is left after the guards into what leaves Core. */
  render: (body: Record<string, unknown>, method: TaskMethod) => string;
}

/** The lists whose changes a client hears of; templates belong to the resources. */
export type ListName = "tools" | "resources" | "prompts";

/** Implemented by the wire that holds the session's stream. */
export interface SessionPort {
  /** What the client declared in `initialize`. */
  capabilities?: Record<string, unknown>;
  /** Puts a question to the client that belongs to no call of it. */
  ask?: AnswerQuestion;
  listChanged(lists: readonly ListName[]): void;
  /** What belongs to no request: an update of a resource, a message of a server, the state of a task. */
  notify(notification: { method: string; params: Record<string, unknown> }): void;
  /**
   * The credential or the principal is no longer good, or Core stops.
   * @param why what a client hears of what it has under way, and the records of that say
   */
  end(why?: CoreError): void;
}

export interface LiveSession {
  /**
   * Tells the session of updates of one resource, until it ends, unsubscribes or may no longer read the resource
   * (A7, A24). The same again does nothing. Rejects with capability.not_found, permission.denied, input.invalid,
   * request.unsupported where the server offers none, session.limit, audit.unavailable, server.*.
   */
  subscribe(uri: unknown, requestId: string): Promise<void>;
  /** For what was never subscribed to, does nothing. Rejects with input.invalid, audit.unavailable. */
  unsubscribe(uri: unknown, requestId: string): Promise<void>;
  /**
   * Modern clients only: tells the stream of one of its client's tasks, at once and with every change, until the task or
   * the stream ends or its client may no longer see it (A7, A24). Resolves once it was told of, or when its server is slow.
   * Rejects with task.not_found, permission.denied, request.capability_missing, server.*, audit.unavailable.
   */
  watchTask(taskId: string, requestId: string): Promise<void>;
  /** The same client comes with another token, from another address. */
  update(client: GatewayClient): void;
  close(): void;
}

/** What Core tells a client about itself before anything is asked. */
export interface Offer {
  capabilities: Record<string, unknown>;
  /** Of the servers that the client can use, each under the name of its server; null: none has any. */
  instructions: string | null;
}

/** The enforcement point: names, decides, forwards, guards, records. Every method answers after its audit record. */
export interface Gateway {
  /** Throws input.invalid for a cursor that was not given out, audit.unavailable, database.unavailable. */
  list(client: GatewayClient, kind: ListKind, cursor: string | undefined, requestId: string): Promise<ListPage>;
  /**
   * Runs one call on its server. `params` is the parsed message's own object and is changed in place.
   *
   * A call that wants a person is held for a while, then runs under the approval or rejects with ApprovalError:
   * approval.pending, approval.rejected, approval.expired. The same call, made again, claims the decision.
   *
   * `completion/complete` is decided as the use of the prompt or template that it is about, but asks nobody: where that
   * wants an approval, it is refused with permission.denied.
   *
   * Rejects with capability.not_found for what does not exist and for what is hidden, with the same sentence;
   * permission.denied for what is visible; approval.limit; server.* and request.cancelled from the connection;
   * auth.invalid_token and principal.disabled when the caller's rights ended while it was held; input.invalid;
   * audit.unavailable.
   */
  forward<T>(
    client: GatewayClient,
    method: ForwardedMethod,
    params: Record<string, unknown>,
    options: ForwardOptions<T>,
  ): Promise<Answer<T>>;
  /**
   * Passes a request of an extension on to the one server that may have it: the one that `_meta["peta/server"]` names, or
   * the only one that this client sees and whose settings let the method through. `params` is changed in place.
   *
   * Rejects with request.unsupported for every method that reaches no server, hidden ones included, and without a
   * sign-in; input.invalid where several servers offer it; permission.denied, also where a person would have to approve;
   * server.busy, server.* and request.cancelled from the connection; audit.unavailable.
   */
  passOn(
    client: GatewayClient,
    method: string,
    params: Record<string, unknown>,
    options: PassOnOptions,
  ): Promise<Answer<string>>;
  /**
   * Answers what a client asks about its tasks, by the rights of this moment (docs/adr/0025).
   *
   * Rejects with task.not_found for an id that is not this client's, whatever else it is; permission.denied where the
   * rights have ended (`tasks/cancel` goes on to work); request.unsupported without a sign-in, and where no server offers
   * tasks; request.capability_missing; input.invalid; server.* and request.cancelled from the connection;
   * audit.unavailable.
   */
  useTask(
    client: GatewayClient,
    method: TaskMethod,
    params: Record<string, unknown>,
    options: TaskOptions,
  ): Promise<Answer<string>>;
  /**
   * Checks and records the level of messages that a session wants; the wire keeps it in its `GatewayClient`.
   * Throws input.invalid, audit.unavailable.
   */
  setLogLevel(client: GatewayClient, level: unknown, requestId: string): Promise<LogLevel>;
  /** What the servers that this client sees offer, for its handshake. Throws database.unavailable. */
  offer(client: GatewayClient): Offer;
  /** The roots of a session's client have changed: servers that serve it alone are told. */
  rootsChanged(client: GatewayClient): void;
  /** Takes part in list changes and revocations until it is closed. Ending a session closes it. */
  openSession(client: GatewayClient, port: SessionPort): LiveSession;
  /** Records something that Core answered or refused itself: a handshake, an unknown method, a malformed request. */
  record(client: GatewayClient, entry: OwnRecord): Promise<void>;

  /** For the typed API: what the list of this principal, or of one client of theirs, holds and leaves to a search. */
  describeDiscovery(principal: Principal, clientKey: string | null): DiscoveryView;
  /** For the typed API: what `peta__catalog_search` finds for this principal, under canonical names. */
  searchTools(
    principal: Principal,
    search: { query: string; serverId?: string | undefined; limit: number },
  ): FoundTools;
  /** For the typed API: what this principal would see. */
  listToolViews(principal: Principal): ToolView[];
  /** For the typed API: the same path as `tools/call`. A server's JSON-RPC error rejects with server.protocol_error. */
  callTool(
    caller: Caller,
    input: { name: string; arguments: Record<string, unknown> },
    options: { requestId: string; signal?: AbortSignal | undefined },
  ): Promise<Record<string, unknown>>;
  /** Lets every held call go with what is known now; for a stop of Core. */
  stopHolding(): void;
  close(): void;
}

export interface OwnRecord {
  action: string;
  outcome: "allowed" | "denied" | "failed";
  requestId: string | null;
  errorCode?: string;
  reason?: string;
}
