import { canonicalJson } from "../canonical-json.ts";
import {
  createLiveServer,
  type InstanceOptions,
  type LiveServer,
  type LiveServerDeps,
  type SingleLiveServer,
} from "./live-server.ts";
import { createMovingWatches } from "./moving-watches.ts";
import { needsRestart } from "./needs-restart.ts";
import type { Lane } from "./questions/lane.ts";
import { createLanes } from "./questions/lanes.ts";
import { canBeAsked, everyCapability } from "./questions/question-kinds.ts";
import { type CataloguedServer, eraOf } from "./server.ts";
import type { ConnectionScope, ServerRequestOptions } from "./server-link.ts";
import type { ServerStatus } from "./server-status.ts";

const LOOK_AGAIN_AFTER_MS = 60_000;

type Carry = { live: SingleLiveServer; giveBack?: () => void };

/** A connection beside the shared one: under which key, and for whom. */
interface Place {
  key: string;
  scope: ConnectionScope | null;
  lane: Omit<Lane, "onOtherTools">;
  /** It carries one call at a time. */
  isLeased?: boolean;
}

/**
 * A registered server with the connections that it needs so that each of its questions has an owner. Everybody shares one
 * connection until the server is known to ask; then a client that can be asked gets its own: a session of the legacy era
 * for as long as it lasts, a client without sessions for one call at a time (docs/adr/0014).
 */
export function createScopedLiveServer(
  deps: LiveServerDeps,
  initial: CataloguedServer,
  instance: InstanceOptions | null = null,
): LiveServer {
  const base = createLiveServer(deps, initial, instance);
  const { catalogue } = base;
  const watches = createMovingWatches(base);
  const lanes = createLanes({
    serverId: initial.server.serverId,
    limits: deps.limits,
    create(given) {
      followCatalogue();
      const lane: Lane = { ...given, onOtherTools: lookAgain };
      return createLiveServer(
        deps,
        { server: catalogue.record, capabilities: [] },
        {
          catalogue,
          log: base.log,
          ...(instance?.openLaunch && { openLaunch: instance.openLaunch }),
          onStatus() {},
          lane,
        },
      );
    },
  });
  let isFollowed = false;
  let lookedAgainAt = Number.NEGATIVE_INFINITY;

  /** What the server has is read on the shared connection: one of a single client shows what is there for it. */
  function followCatalogue(): void {
    if (isFollowed || base.status.state === "online" || instance) return;
    isFollowed = true;
    base.connect().catch(() => {});
  }

  /** Perhaps the server has changed, perhaps it only describes a tool otherwise to this client. */
  function lookAgain(): void {
    const now = deps.clock.now();
    // An instance of one user says nothing about the catalogue of all.
    if (instance || now - lookedAgainAt < LOOK_AGAIN_AFTER_MS) return;
    lookedAgainAt = now;
    base.refresh().catch(() => {});
  }

  /** Where requests of this client go; null: to the connection that everybody shares. */
  function placeOf({
    scope,
    clientCapabilities,
  }: Pick<ServerRequestOptions, "scope" | "clientCapabilities">): Place | null {
    const { settings, asks, protocolVersion } = catalogue.record;
    const { connection = "auto" } = settings;
    // A modern server asks in its answers, so that nobody has to find out whom it means.
    const isModern = protocolVersion !== null && eraOf(protocolVersion) === "modern";
    if (!scope || connection === "shared" || isModern || (connection === "auto" && !asks)) return null;
    const declared = clientCapabilities ?? {};
    if (connection === "per-principal") {
      const lane = { capabilities: everyCapability(catalogue.record), owner: null };
      return { key: `principal ${scope.principalId}`, scope: withoutCalls(scope), lane };
    }
    if (connection === "auto" && !canBeAsked(declared))
      return { key: "not asked", scope: null, lane: { capabilities: {}, owner: null } };
    const lane = { capabilities: declared, owner: scope };
    if (scope.sessionId !== null) return { key: `session ${scope.key}`, scope, lane };
    return { key: `client ${scope.key} ${canonicalJson(declared, 64)}`, scope, lane, isLeased: true };
  }

  function carry(options: ServerRequestOptions): Carry {
    const place = placeOf(options);
    if (!place) return { live: base };
    const { key, scope, lane, isLeased } = place;
    const carried = isLeased && scope ? lanes.lease(key, scope, lane) : { live: lanes.of(key, scope, lane) };
    if (options.scope) watches.follow(options.scope.key, carried.live);
    return carried;
  }

  /**
   * A task goes on where its client has started it, perhaps before the server was known to ask. INVARIANT: nobody is
   * carried to another client's: each process of a server may give its tasks the same ids (A21, A24).
   */
  const carrierOf = (
    method: string,
    { taskId }: Record<string, unknown>,
    { scope }: ServerRequestOptions,
  ): Carry | null => {
    if (!method.startsWith("tasks/") || typeof taskId !== "string") return null;
    // Two sessions of one client may have tasks of one id, too: its own is what each means.
    const live = [...lanes.allFrom(scope?.key), base].find((one) => one.holdsTask(taskId, scope));
    return live ? { live } : null;
  };

  const shownStatus = (): ServerStatus => {
    const { status } = base;
    if (status.state !== "sleeping") return status;
    const running = lanes.all().filter((lane) => lane.status.state === "online");
    const [first] = running;
    if (!first) return status;
    const clients = running.length === 1 ? "one client" : `${running.length} clients`;
    return { ...first.status, reason: `It runs for ${clients}, each on its own.` };
  };

  return {
    ...base,
    get record() {
      return catalogue.record;
    },
    get status() {
      return shownStatus();
    },
    usage() {
      const own = base.usage();
      const busy = lanes.all().some((lane) => lane.usage().isBusy);
      const lastUsedAt = Math.max(own.lastUsedAt, ...lanes.all().map((lane) => lane.usage().lastUsedAt));
      return { isBusy: own.isBusy || busy, lastUsedAt };
    },
    holdsTask: (taskId, scope) => [base, ...lanes.all()].some((live) => live.holdsTask(taskId, scope)),
    holdsTasks: () => [base, ...lanes.all()].some((live) => live.holdsTasks()),
    // No async function: one would cost every call something, and nearly none has a line to give back.
    request(method, params, options) {
      let carried: Carry;
      try {
        carried = carrierOf(method, params, options) ?? carry(options);
      } catch (error) {
        return rejected(error);
      }
      const answer = carried.live.request(method, params, options);
      return carried.giveBack ? answer.finally(carried.giveBack) : answer;
    },
    watch: (wanted) =>
      watches.watch(wanted, () => {
        const place = placeOf(wanted);
        return place && lanes.find(place.key);
      }),
    notify(scopeKey, method) {
      for (const lane of lanes.all()) lane.notify(scopeKey, method);
    },
    endSession: (scopeKey) => void lanes.endScope(scopeKey).catch(() => {}),
    async apply(next) {
      const { record } = catalogue;
      const isOther =
        needsRestart(record, next.server) || next.server.settings.connection !== record.settings.connection;
      await base.apply(next);
      if (isOther) await lanes.closeAll();
    },
    async restart() {
      await lanes.closeAll();
      await base.restart();
    },
    async close() {
      // The shared one first: what is watched on the others would go back to it.
      await Promise.all([base.close(), lanes.closeAll()]);
    },
  };
}

const rejected = async (reason: unknown): Promise<never> => {
  throw reason;
};

/** One connection of several sessions of a principal ends with none of them. */
const withoutCalls = (scope: ConnectionScope): ConnectionScope => ({ ...scope, key: `principal ${scope.principalId}` });
