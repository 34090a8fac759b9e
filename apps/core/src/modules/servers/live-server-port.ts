import type { Launch } from "@peta/contract";
import type { Clock } from "../../adapters/clock.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import type { EventBus } from "../events.ts";
import type { Log } from "../log.ts";
import type { Vault } from "../vault.ts";
import type { LiveCatalogue } from "./live-catalogue.ts";
import type { Lane } from "./questions/lane.ts";
import type { CataloguedServer, ServerRecord } from "./server.ts";
import type { ServerConnection, ServerConnector } from "./server-connector.ts";
import type { ServerLimits } from "./server-limits.ts";
import type {
  ConnectionScope,
  ResourceWatch,
  ServerOutcome,
  ServerRequestOptions,
  TaskWatch,
  TaskWatching,
} from "./server-link.ts";
import type { ServerLog } from "./server-log.ts";
import type { ServerStatus } from "./server-status.ts";
import type { ServerStore } from "./server-store.ts";
import type { ServerAuthorizations } from "./sign-in/server-authorizations.ts";
import type { UserInstances } from "./user-values/user-instances.ts";
import type { ConsoleUrl } from "./user-values/values-missing.ts";
import type { ServerValuesStore } from "./user-values/values-store.ts";

export interface LiveServerDeps {
  store: Pick<ServerStore, "replaceCatalogue" | "update">;
  values: ServerValuesStore;
  consoleUrl: ConsoleUrl;
  vault: Vault;
  connector: ServerConnector;
  authorizations: ServerAuthorizations;
  audit: AuditRecorder;
  events: EventBus;
  clock: Clock;
  /** 0 to 1: spreads what would happen at the same time. */
  random: () => number;
  log: Log;
  limits: ServerLimits;
}

/** What makes an instance that runs for one user another thing than a server that runs for everybody. */
export interface InstanceOptions {
  /** Shared with the server's other instances. */
  catalogue: LiveCatalogue;
  /** Shared alike. What an instance prints stays out of it: it may speak of its user's account. */
  log: ServerLog;
  /**
   * The launch configuration with the user's values, and those that are secret. What it throws refuses the start. Absent:
   * the server's own.
   */
  openLaunch?: () => Promise<{ launch: Launch; secrets: readonly string[] }>;
  onStatus: () => void;
  /** It belongs to one client, or to those that cannot be asked anything. */
  lane?: Lane;
}

/** One registered server in this process: its connection, its state, and the bounds around its requests. */
export interface LiveServer {
  readonly record: ServerRecord;
  readonly status: ServerStatus;
  /** Of a server that runs once for each of its users; null: one connection serves everybody. */
  readonly users: UserInstances | null;
  usage(): { isBusy: boolean; lastUsedAt: number };
  /** Whether the task of this id, the server's own, was begun on this connection by this client. */
  holdsTask(taskId: string, scope: ConnectionScope | undefined): boolean;
  /** Whether any task is wanted still that was begun here. */
  holdsTasks(): boolean;
  stderrTail(): string[];
  readonly log: ServerLog;
  readonly catalogue: LiveCatalogue;
  request(method: string, params: Record<string, unknown>, options: ServerRequestOptions): Promise<ServerOutcome>;
  /** See ServerLink.notifySession. */
  notify(scopeKey: string, method: string): void;
  /** A client's session has ended, and with it what was opened for it alone. */
  endSession(scopeKey: string): void;
  /** See ServerLink.watch. */
  watch(watch: ResourceWatch): Promise<() => void>;
  /** See ServerLink.watchTask. */
  watchTask(watch: TaskWatch): Promise<TaskWatching>;
  /** Connects when there is no connection. `force` ignores the pause after failures. */
  connect(options?: { force?: boolean }): Promise<ServerConnection>;
  /**
   * Reads the catalogue anew, connecting first when needed. Throws what connecting throws.
   * @param principalId who asks: with whose values a server is read that takes some
   */
  refresh(principalId?: string): Promise<void>;
  /** Takes over what the store says now; a changed launch configuration or switch ends the connection. */
  apply(next: CataloguedServer): Promise<void>;
  /** Ends the connection, forgets what failed before, and connects anew. Throws what connecting throws. */
  restart(): Promise<void>;
  /** Connects in the background if it is to be ready before the first request. */
  warmUp(onBehalfOf: ServerRequestOptions["onBehalfOf"]): void;
  /** Connects in the background when the catalogue was never read, and keeps trying. */
  start(): void;
  /** Ends the connection for good. */
  close(): Promise<void>;
}

/** One that is a single connection, whatever stands beside it. */
export interface SingleLiveServer extends LiveServer {
  /** Whether somebody waits for something it does. Being watched is no work. */
  isAtWork(): boolean;
  /**
   * Takes over what was watched on another connection to the same server: it waits for nothing, and what fails is tried
   * again. Returns what stops it.
   */
  takeWatch(watch: ResourceWatch): () => void;
}
