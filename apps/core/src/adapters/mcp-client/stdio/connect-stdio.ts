import type { Launch } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import { eraOf } from "../../../modules/servers/server.ts";
import type { ConnectOptions, ServerConnection } from "../../../modules/servers/server-connector.ts";
import type { ServerOutcome } from "../../../modules/servers/server-link.ts";
import { closedByCore } from "../closed-by-core.ts";
import type { ResolvedSettings } from "../connector-settings.ts";
import { createLegacyWatch } from "../legacy-watch.ts";
import { listChangeFilter } from "../list-changes.ts";
import { ACKNOWLEDGED, listenWishes, type NamedNotices } from "../listen-filter.ts";
import type { Agreement } from "../negotiate.ts";
import { LEGACY_VERSION, MODERN_VERSION } from "../protocol.ts";
import { legacyParams, modernParams } from "../request-params.ts";
import { createServerLevel } from "../server-level.ts";
import { applySandbox } from "../sandbox/apply-sandbox.ts";
import { openEgress } from "../sandbox/egress-proxy.ts";
import { childEnvironment } from "./child-environment.ts";
import type { ChildCommand } from "./child-process.ts";
import { checkDirectory, findProgram } from "./find-program.ts";
import { createLineNotices } from "./line-notices.ts";
import { isKnownLegacy, negotiate } from "./negotiate-line.ts";
import type { ProcessGuard } from "./process-guard.ts";
import { StdioLine } from "./stdio-line.ts";

/** For what Core asks by itself, beside the requests of clients. */
const ASK_TIMEOUT_MS = 10_000;

type StdioLaunch = Extract<Launch, { transport: "stdio" }>;

/** Starts a server's program and agrees on a protocol revision with it. See ServerConnector.connect. */
export async function connectStdio(
  settings: ResolvedSettings,
  guard: ProcessGuard,
  launch: StdioLaunch,
  options: ConnectOptions,
): Promise<ServerConnection> {
  const deadline = settings.clock.now() + options.timeoutMs;
  const env = childEnvironment(settings.environment, launch.env, launch.sandbox !== undefined);
  if (launch.workingDirectory !== undefined) await checkDirectory(launch.workingDirectory);
  const program = await findProgram(launch.command, launch.workingDirectory, env.PATH);
  const bare = { program, args: launch.args, env, workingDirectory: launch.workingDirectory };
  const { command, close } = await applySandbox(bare, launch, settings, (allowedHosts) =>
    openEgress(options.serverId, allowedHosts, settings.log),
  );
  options.onStep?.("check", `The program is ${program}.`);
  const onClosed = (cause: CoreError): void => {
    close();
    options.onClosed?.(cause);
  };
  try {
    const connection = await startAndAgree(settings, guard, launch, { ...options, onClosed }, command, deadline);
    return { ...connection, close: () => connection.close().finally(close) };
  } catch (error) {
    close();
    throw error;
  }
}

async function startAndAgree(
  settings: ResolvedSettings,
  guard: ProcessGuard,
  launch: StdioLaunch,
  options: ConnectOptions,
  command: ChildCommand,
  deadline: number,
): Promise<ServerConnection> {
  const open = async (): Promise<StdioLine> => {
    if (options.signal?.aborted) throw new CoreError("server.unreachable", "The start was called off.");
    const secrets = [...Object.values(launch.env), ...(options.secrets ?? [])];
    const line = new StdioLine(settings, guard, command, secrets, options);
    await line.start();
    return line;
  };
  let line = await open();
  const stop = (): void => void line.stop(new CoreError("server.unreachable", "The start was called off."));
  options.signal?.addEventListener("abort", stop, { once: true });
  try {
    options.onStep?.("start", "The program runs.");
    const remaining = (): number => Math.max(1, deadline - settings.clock.now());
    let agreement: Agreement;
    try {
      agreement = await negotiate(settings, line, options, remaining);
    } catch (error) {
      // Some legacy servers end when their first request is not `initialize`: one more start, without the question.
      const wasAsked = options.era === undefined && !isKnownLegacy(options.knownVersion);
      if (!isDeath(error) || options.signal?.aborted || !wasAsked) throw error;
      await line.stop(error);
      options.onStartAgain?.();
      line = await open();
      agreement = await negotiate(settings, line, { ...options, knownVersion: LEGACY_VERSION }, remaining);
    }
    options.onStep?.("handshake", `It speaks MCP ${agreement.protocolVersion}.`);
    return toConnection(settings, line, agreement, options);
  } catch (error) {
    await line.stop(
      error instanceof CoreError ? error : new CoreError("server.start_failed", "The start failed.", { cause: error }),
    );
    // While it starts, an end is a failed start.
    if (isDeath(error)) throw new CoreError("server.start_failed", error.message, { cause: error });
    throw error;
  } finally {
    options.signal?.removeEventListener("abort", stop);
  }
}

const isDeath = (error: unknown): error is CoreError => error instanceof CoreError && error.code === "server.died";

function toConnection(
  settings: ResolvedSettings,
  line: StdioLine,
  agreement: Agreement,
  connect: ConnectOptions,
): ServerConnection {
  const { channel } = line;
  const isModern = agreement.protocolVersion === MODERN_VERSION;
  const ask = (method: string, params: Record<string, unknown>): Promise<ServerOutcome> =>
    channel.request(method, { timeoutMs: ASK_TIMEOUT_MS }, () => params);
  const level = createServerLevel(isModern ? {} : agreement.capabilities, (wanted) =>
    ask("logging/setLevel", { level: wanted }),
  );
  const legacyWatch = createLegacyWatch((method, uri) => ask(method, { uri }));
  const noticesOf = (field: NamedNotices, lists: Record<string, true> | null) =>
    createLineNotices({
      channel,
      clock: settings.clock,
      lists,
      field,
      prepare: (params, id) =>
        modernParams(params, id, listenWishes(params.notifications as Record<string, unknown>), settings.clientInfo),
    });
  const notices = noticesOf("resourceSubscriptions", listChangeFilter(agreement.capabilities));
  // Apart: a server that refuses to tell of tasks goes on to tell of the rest.
  const taskNotices = noticesOf("taskIds", null);
  channel.onNotification = (notification) => {
    if (notification.method !== ACKNOWLEDGED) return connect.onNotification?.(notification);
    notices.hear(notification);
    taskNotices.hear(notification);
  };
  if (isModern) notices.start();
  const request: ServerConnection["request"] = (method, params, options) =>
    channel.request(method, options, (id) =>
      isModern ? modernParams(params, id, options, settings.clientInfo) : legacyParams(params, id, options),
    );
  return {
    era: eraOf(agreement.protocolVersion),
    ...agreement,
    request(method, params, options) {
      // On one line nothing overtakes: the level is said before the request that wants it.
      void level.reach(options.logLevel);
      return request(method, params, options);
    },
    notify: (method, params) => isModern || channel.notify(method, params),
    watch: (uris) => (isModern ? notices.watch(uris) : legacyWatch.watch(uris)),
    ...(isModern && {
      watchTasks: async (taskIds: readonly string[]) => {
        await taskNotices.watch(taskIds);
        return taskNotices.told;
      },
    }),
    async close() {
      channel.close(closedByCore());
      await line.stop();
    },
  };
}
