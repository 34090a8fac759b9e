import { CoreError } from "../../errors.ts";
import { canonicalJson } from "../canonical-json.ts";
import { createLiveCatalogue } from "./live-catalogue.ts";
import type { LiveServer, LiveServerDeps } from "./live-server.ts";
import { needsRestart } from "./needs-restart.ts";
import { createScopedLiveServer } from "./scoped-live-server.ts";
import { createServerLog } from "./server-log.ts";
import { openLaunch } from "./seal-launch.ts";
import type { CataloguedServer } from "./server.ts";
import type { ServerRequestOptions } from "./server-link.ts";
import { restingStatus, type ServerStatus } from "./server-status.ts";
import { placeValues, secretsOf, type Values } from "./user-values/place-values.ts";
import { openValues } from "./user-values/seal-values.ts";
import { createInstancePool } from "./user-values/instance-pool.ts";
import type { UserInstances } from "./user-values/user-instances.ts";
import { chooseHolder, createValueHolders, type Holders } from "./user-values/value-holders.ts";
import { valuesMissing, valuesOutdated } from "./user-values/values-missing.ts";

/**
 * A registered server that runs once for each of its users, with that user's own values. The catalogue is shared; every
 * request goes to the instance of whoever it is for, and to nobody else's.
 */
export function createUserLiveServer(deps: LiveServerDeps, initial: CataloguedServer): LiveServer {
  const { clock, consoleUrl, limits } = deps;
  const { workspaceId, serverId } = initial.server;
  const catalogue = createLiveCatalogue(deps, initial);
  const holders = createValueHolders(deps.values, () => catalogue.record);
  const pool = createInstancePool({
    serverId,
    clock,
    limits,
    create: (principalId) => createInstance(() => storedValues(principalId)),
  });
  const serverLog = createServerLog(clock, limits.logEntries);
  let isClosed = false;
  /** Grows when what instances are started with changes. */
  let epoch = 0;
  let status: ServerStatus = { ...resting(), since: clock.now(), nextRetryAt: null, failure: null };

  function resting(): Pick<ServerStatus, "state" | "reason"> {
    const { enabled } = catalogue.record;
    return restingStatus(enabled, catalogue.notice() ?? "It starts for each user with their own values.");
  }

  function createInstance(valuesNow: () => Promise<Values>): LiveServer {
    return createScopedLiveServer(
      deps,
      { server: catalogue.record, capabilities: [] },
      {
        catalogue,
        log: serverLog,
        async openLaunch() {
          const values = await valuesNow();
          const fields = catalogue.record.userFields ?? [];
          return {
            launch: placeValues(openLaunch(deps.vault, catalogue.record), fields, values),
            secrets: secretsOf(fields, values),
          };
        },
        onStatus: follow,
      },
    );
  }

  /** Read at every start, so that what was taken back a moment ago starts nothing. */
  async function storedValues(principalId: string): Promise<Values> {
    const { id, userFields } = catalogue.record;
    const stored = await deps.values.find(workspaceId, id, principalId);
    if (!stored) throw valuesMissing(serverId, false, consoleUrl);
    const values = openValues(deps.vault, stored, openLaunch(deps.vault, catalogue.record));
    const isComplete = values && userFields?.every(({ key, required }) => !required || values[key] !== undefined);
    if (!values || !isComplete) throw valuesOutdated(serverId, consoleUrl);
    return values;
  }

  /** What administrators see: whether it runs for somebody, and for how many it does not start. */
  function follow(): void {
    const instances = pool.all().map((instance) => instance.status.state);
    const count = (of: readonly string[]): number => instances.filter((state) => of.includes(state)).length;
    const running = count(["online"]);
    const failed = count(["error", "offline"]);
    const said = [
      ...(running > 0 ? [`It runs for ${countUsers(running)}.`] : []),
      ...(failed > 0 ? [`It does not start for ${countUsers(failed)}.`] : []),
      ...(catalogue.notice() === null ? [] : [catalogue.notice()]),
    ].join(" ");
    const isAtRest = !catalogue.record.enabled || said === "";
    const { state, reason } = isAtRest
      ? resting()
      : { state: running > 0 ? ("online" as const) : resting().state, reason: said };
    if (state === status.state && reason === status.reason) return;
    status = {
      state,
      reason,
      since: state === status.state ? status.since : clock.now(),
      nextRetryAt: null,
      failure: null,
    };
  }

  const requireEnabled = (): void => {
    if (isClosed) throw new CoreError("server.not_found", `There is no server "${serverId}" in this workspace.`);
    if (!catalogue.record.enabled)
      throw new CoreError(
        "server.disabled",
        `The server "${serverId}" is switched off. An administrator can switch it on.`,
      );
  };

  const instanceFor = (known: Holders, onBehalfOf: ServerRequestOptions["onBehalfOf"]): LiveServer => {
    const holder = onBehalfOf ? chooseHolder(known, onBehalfOf, clock.now()) : null;
    if (!holder) throw valuesMissing(serverId, onBehalfOf?.ownerId != null, consoleUrl);
    return pool.of(holder);
  };

  const users: UserInstances = {
    async tryOut(principalId, values) {
      requireEnabled();
      const endTrial = pool.beginTrial(principalId);
      const startedIn = epoch;
      let isStored = false;
      const instance = createInstance(() => (isStored ? storedValues(principalId) : Promise.resolve(values)));
      await instance
        .connect({ force: true })
        .catch(async (error: unknown) => {
          await instance.close();
          throw error;
        })
        .finally(endTrial);
      return {
        async adopt(revision) {
          isStored = true;
          holders.invalidate();
          const isOutdated = isClosed || startedIn !== epoch;
          await (isOutdated ? instance.close() : pool.adopt(principalId, revision, instance));
          follow();
        },
        close: () => instance.close(),
      };
    },
    holders: () => holders.load(),
    async reconcile() {
      holders.invalidate();
      try {
        await pool.keepOnly(await holders.load());
      } catch (error) {
        deps.log.warn({ err: error, serverId }, "who has values could not be read; every instance of the server ends");
        await pool.closeAll();
      }
      follow();
    },
    async principalChanged(principalId) {
      if (pool.find(principalId)) await users.reconcile();
      else holders.invalidate();
    },
    statusOf: (principalId) => pool.find(principalId)?.status ?? null,
    runningCount: () => pool.running().length,
  };

  return {
    get record() {
      return catalogue.record;
    },
    get status() {
      return status;
    },
    users,
    usage: () => ({ isBusy: pool.all().some((instance) => instance.usage().isBusy), lastUsedAt: 0 }),
    holdsTask: (taskId, scope) => pool.all().some((instance) => instance.holdsTask(taskId, scope)),
    holdsTasks: () => pool.all().some((instance) => instance.holdsTasks()),
    // What an instance prints may speak of its user's account.
    stderrTail: () => [],
    log: serverLog,
    async request(method, params, options) {
      requireEnabled();
      return instanceFor(holders.known() ?? (await holders.load()), options.onBehalfOf).request(
        method,
        params,
        options,
      );
    },
    catalogue,
    notify(scopeKey, method) {
      for (const one of pool.all()) one.notify(scopeKey, method);
    },
    endSession(scopeKey) {
      for (const one of pool.all()) one.endSession(scopeKey);
    },
    async watch(watch) {
      requireEnabled();
      return instanceFor(holders.known() ?? (await holders.load()), watch.onBehalfOf).watch(watch);
    },
    async watchTask(watch) {
      requireEnabled();
      return instanceFor(holders.known() ?? (await holders.load()), watch.onBehalfOf).watchTask(watch);
    },
    connect: () =>
      Promise.reject(
        new CoreError("server.values_missing", `The server "${serverId}" starts for each user with their own values.`),
      ),
    async refresh(principalId) {
      requireEnabled();
      const known = await holders.load();
      const own = principalId === undefined ? null : chooseHolder(known, { principalId, ownerId: null }, clock.now());
      const instance = own ? pool.of(own) : pool.running()[0];
      if (!instance) throw valuesMissing(serverId, false, consoleUrl);
      await instance.refresh();
      follow();
    },
    async apply(next) {
      const { record } = catalogue;
      const isOther =
        needsRestart(record, next.server) ||
        next.server.settings.connection !== record.settings.connection ||
        // The store gives keys back in an order of its own.
        canonicalJson(next.server.userFields, 4) !== canonicalJson(record.userFields, 4);
      catalogue.take(next);
      if (isOther) {
        epoch++;
        await pool.closeAll();
      }
      follow();
    },
    async restart() {
      requireEnabled();
      epoch++;
      await pool.closeAll();
      follow();
    },
    warmUp(onBehalfOf) {
      const { enabled, settings } = catalogue.record;
      if (!settings.warmUp || !enabled || isClosed) return;
      holders
        .load()
        .then((known) => instanceFor(known, onBehalfOf).connect())
        .catch(() => {});
    },
    // Nobody waits for it, and nobody's values are Core's to use.
    start() {},
    async close() {
      isClosed = true;
      await pool.closeAll();
    },
  };
}

const countUsers = (count: number): string => (count === 1 ? "one user" : `${count} users`);
