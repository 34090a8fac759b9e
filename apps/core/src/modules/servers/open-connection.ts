import { CoreError } from "../../errors.ts";
import { checkLaunch } from "./check-launch.ts";
import { ConnectionUsers } from "./connection-users.ts";
import { createHearing } from "./hear-notifications.ts";
import type { LineTail } from "./line-tail.ts";
import type { LiveCatalogue, SeenTools } from "./live-catalogue.ts";
import type { InstanceOptions, LiveServerDeps } from "./live-server-port.ts";
import type { Overlay } from "./overlay-reading.ts";
import { onlySame } from "./questions/only-same.ts";
import { createQuestionDesk } from "./questions/question-desk.ts";
import { allowedQuestions, everyCapability, kindOf } from "./questions/question-kinds.ts";
import { openLaunch } from "./seal-launch.ts";
import type { ProtocolEra, ServerRecord } from "./server.ts";
import type { ServerConnection } from "./server-connector.ts";
import type { ResourceWatch, ServerNotification } from "./server-link.ts";
import type { ServerLog } from "./server-log.ts";
import type { TaskHolds } from "./task-holds.ts";

/** What every connection of one live server works with. */
export interface ConnectionParts {
  deps: LiveServerDeps;
  instance: InstanceOptions | null;
  catalogue: LiveCatalogue;
  log: ServerLog;
  tasks: TaskHolds;
  /** Hears params of `notifications/resources/updated`. */
  watches: { hear: (params: Record<string, unknown>) => void };
  /** Takes what is said of a task that somebody watches; false: it is something else. */
  taskWatches: { hear: (notification: ServerNotification) => boolean };
  /** Hears of every question of the server. */
  onAsked: (method: string) => void;
}

/** One connection, with what is known of it alone: another one inherits neither its users nor its questions. */
export interface OpenConnection {
  /** Counts who uses it. */
  readonly connection: ServerConnection;
  /** Why it ended by itself; null: it has not. */
  readonly lost: CoreError | null;
  /** Reads what the server lists there. Throws what reading throws. */
  read(overlay: Overlay): Promise<void>;
  /** Has it tell of updates of all that is watched, on behalf of whoever watches. Never rejects. */
  watch(byUri: ReadonlyMap<string, ReadonlySet<ResourceWatch>>): Promise<void>;
  /** Nothing that it still says is heard. Never rejects. */
  close(): Promise<void>;
}

/** Throws server.unreachable once nobody wants the connection in the making. */
export function requireWanted(serverId: string, signal: AbortSignal): void {
  if (signal.aborted)
    throw new CoreError("server.unreachable", `The server "${serverId}" was stopped or changed meanwhile. Try again.`);
}

/**
 * Opens a connection as the server's row says now. Throws what opening the launch configuration, checking it and
 * connecting throw.
 */
export async function openConnection(
  { deps, instance, catalogue, log: serverLog, tasks, watches, taskWatches, onAsked }: ConnectionParts,
  attempt: {
    tail: LineTail;
    signal: AbortSignal;
    onListsChanged: () => void;
    onLost: (cause: CoreError) => void;
  },
): Promise<OpenConnection> {
  const { workspaceId, serverId } = catalogue.record;
  const { tail, signal } = attempt;
  const lane = instance?.lane;
  const { launch, secrets } = instance?.openLaunch
    ? await instance.openLaunch()
    : { launch: openLaunch(deps.vault, catalogue.record), secrets: [] };
  requireWanted(serverId, signal);
  checkLaunch(launch, deps.limits);
  // An instance that runs with values of its user has a credential of theirs.
  const signIn = instance?.openLaunch ? null : deps.authorizations.hold(catalogue.record, launch);
  let lost: CoreError | null = null;
  let isOver = false;
  let era: ProtocolEra | null = null;
  let seen: SeenTools = new Map();
  const log = serverLog.connection();
  const users = new ConnectionUsers(lane?.owner);
  const desk = createQuestionDesk({
    serverId,
    isAllowed: (method) => allowedQuestions(catalogue.record).some((kind) => kind === kindOf(method)),
    onAsked,
    users,
  });
  const hear = createHearing(
    { workspaceId, serverId, events: deps.events, log: deps.log },
    {
      onListsChanged: attempt.onListsChanged,
      onQuestionOver: (elicitationId, notification) => desk.takeShown(elicitationId)?.tell?.(notification),
      onMessage: (message) => era && users.tell(message, era),
      onUpdated: watches.hear,
      takeTaskStatus: (notification) => tasks.hear(notification) || taskWatches.hear(notification),
    },
  );
  const connecting = deps.connector.connect(launch, {
    serverId,
    workspaceId,
    knownVersion: catalogue.record.protocolVersion,
    knownTransport: catalogue.record.transport,
    ...wantedEra(catalogue.record.settings),
    timeoutMs: deps.limits.startTimeoutMs,
    signal,
    secrets,
    onStartAgain: tail.clear,
    onStderrLine(line) {
      tail.push(line);
      if (!instance) log.stderr(line);
    },
    onTraffic: log.traffic,
    clientCapabilities: lane ? lane.capabilities : everyCapability(catalogue.record),
    onQuestion: desk.answer,
    onNotification: (notification) => isOver || hear(notification),
    onClosed(cause) {
      isOver = true;
      signIn?.release();
      lost = cause;
      attempt.onLost(cause);
    },
    toolDefinition: catalogue.toolDefinition,
    ...(signIn && { authorization: signIn.authorization }),
  });
  connecting.catch(() => signIn?.release());
  const connected = await connecting;
  era = connected.era;
  const counted = desk.watch(connected);
  const connection = lane ? onlySame(counted, catalogue, () => seen) : counted;
  return {
    connection,
    get lost() {
      return lost;
    },
    async read(overlay) {
      if (!lane) return catalogue.readFrom(connection, instance && overlay);
      // On one client's own connection: what differs is not called, and looked into where everybody's catalogue is read.
      seen = await catalogue.lookAt(connection);
      if (catalogue.differsFrom(seen)) lane.onOtherTools();
    },
    watch(byUri) {
      for (const watching of byUri.values()) for (const { scope } of watching) users.note(scope);
      return connection.watch([...byUri.keys()]);
    },
    async close() {
      isOver = true;
      signIn?.release();
      await connection.close();
    },
  };
}

const wantedEra = ({ era = "auto" }: ServerRecord["settings"]): { era?: ProtocolEra } =>
  era === "auto" ? {} : { era };
