import type { Launch, SandboxReport, ServerTransport, StdioLaunch } from "@peta/contract";
import type { CoreError } from "../../errors.ts";
import type { ProtocolEra, ServerRecord } from "./server.ts";
import type { HearTraffic } from "./server-log.ts";
import type { ServerAuthorization } from "./sign-in/server-authorization.ts";
import type { AnswerQuestion, ServerNotification, ServerOutcome, ServerRequestOptions } from "./server-link.ts";

export type ConnectStep = "check" | "start" | "handshake";

export interface ConnectOptions {
  /** Public id of the server, or what stands for it while it has none; for the log. */
  serverId: string;
  /** Whose server it is: what Core serves itself is looked up there. */
  workspaceId: string;
  /** Protocol revision agreed at an earlier connection: tried first. Null: the era is detected. */
  knownVersion: string | null;
  /** The transport of an earlier connection: tried first where there is a choice. */
  knownTransport?: ServerTransport;
  /** The only era that is tried. Absent: either. */
  era?: ProtocolEra;
  /** Bound for start and handshake together. */
  timeoutMs: number;
  /** Aborting ends the attempt; it then rejects with server.unreachable. */
  signal?: AbortSignal;
  /** Hears how far the connection has come: a step is told when it has succeeded. */
  onStep?: (step: ConnectStep, message: string) => void;
  /** Values that never show in a line of standard error or in the log, beside those of the environment. */
  secrets?: readonly string[];
  /** The program is started once more, and says anew what it has to say. */
  onStartAgain?: () => void;
  /** One line of a stdio server's standard error, secrets masked. */
  onStderrLine?: (line: string) => void;
  /** Notifications that belong to no request: list_changed, resources/updated, log messages. */
  onNotification?: (notification: ServerNotification) => void;
  /** Declared to a legacy server in `initialize`. Absent: nothing. */
  clientCapabilities?: Record<string, unknown>;
  /** Answers what a legacy server asks on a line that many requests share, so that nobody can see whose question it is. */
  onQuestion?: AnswerQuestion;
  /** Hears every message in both directions, as it is sent or was read; it must keep none. */
  onTraffic?: HearTraffic;
  /** Called once when the connection ends other than by `close`. */
  onClosed?: (cause: CoreError) => void;
  /** Definition of a tool from the catalogue: says which arguments a modern HTTP server wants mirrored in headers. */
  toolDefinition?: (name: string) => Record<string, unknown> | undefined;
  /** The access token of a server that Core signs in to. Absent: what the launch configuration says is all. */
  authorization?: ServerAuthorization;
}

/** An open way to one server: a process that answered the handshake, or an HTTP server that did. */
export interface ServerConnection {
  readonly era: ProtocolEra;
  /** What is spoken, where it is not what the launch configuration names. */
  readonly transport?: ServerTransport;
  readonly protocolVersion: string;
  readonly serverInfo: ServerRecord["serverInfo"];
  /** Capabilities as the server declared them. */
  readonly capabilities: Record<string, unknown>;
  /** See ServerLink.request; the errors are the same, without server.not_found and server.disabled. */
  request(method: string, params: Record<string, unknown>, options: ServerRequestOptions): Promise<ServerOutcome>;
  /**
   * Says of which resources updates are wanted: the whole set, which takes the place of the one before. They arrive at
   * `onNotification` as `notifications/resources/updated`. Resolves when the server has answered, or is slow to; what it
   * refuses stays silent. Never rejects.
   */
  watch(uris: readonly string[]): Promise<void>;
  /**
   * Says in the same way of which tasks changes are wanted. They arrive at `onNotification` as `notifications/tasks`.
   * Resolves with those that the server has agreed to tell of. Absent: it tells of none. Never rejects.
   */
  watchTasks?(taskIds: readonly string[]): Promise<readonly string[]>;
  /** Tells a legacy server something, for example that the roots have changed. Does nothing in the modern era. */
  notify?(method: string, params?: Record<string, unknown>): void;
  /** Ends the connection; a process and everything it started is gone when this resolves. Never rejects. */
  close(): Promise<void>;
}

/** Port: opens connections to servers. The second adapter is the tests' twin, which serves from memory. */
export interface ServerConnector {
  /**
   * Starts the program or reaches the URL, and agrees on a protocol revision.
   * Throws CoreError server.launch_refused, server.start_failed, server.unreachable, server.protocol_error or
   * server.timeout; nothing is left running then.
   */
  connect(launch: Launch, options: ConnectOptions): Promise<ServerConnection>;
  /** What a program of this configuration may reach of this machine, if it were started now. Never rejects. */
  describeSandbox(launch: StdioLaunch): Promise<SandboxReport>;
  /** Ends every connection. */
  close(): Promise<void>;
}
