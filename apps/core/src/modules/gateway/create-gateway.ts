import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import type { ClientWatch } from "../clients/client-watch.ts";
import type { EventBus } from "../events.ts";
import type { Log } from "../log.ts";
import type { SnapshotSource } from "../permissions/workspace-snapshot.ts";
import { type Caller, isAnonymous } from "../principals/principal.ts";
import type { PrincipalStore } from "../principals/principal-store.ts";
import type { ResultCache } from "../result-cache/result-cache.ts";
import type { ServerLink } from "../servers/server-link.ts";
import type { Vault } from "../vault.ts";
import type { ApprovalGate } from "./approval-gate.ts";
import { clientEntry, keepRecord } from "./call-record.ts";
import { createEnforce } from "./enforce.ts";
import { createCatalogTools } from "./catalog-tools.ts";
import { createDiscoveryViews } from "./discovery-view.ts";
import { createExtensionMethods } from "./extension-methods.ts";
import { createForward } from "./forward.ts";
import type { Gateway, GatewayClient } from "./gateway.ts";
import type { GatewayLimits } from "./gateway-limits.ts";
import { createHoldCall } from "./hold-call.ts";
import { createList } from "./list.ts";
import { createLiveSessions } from "./live-sessions.ts";
import { readLogLevel } from "./log-levels.ts";
import { createOffer } from "./offer.ts";
import { createCallQuestions, type WaitingCall } from "./questions/call-questions.ts";
import { createPutQuestion } from "./questions/put-question.ts";
import { createRounds } from "./questions/rounds.ts";
import { createScopes } from "./questions/scopes.ts";
import { createResolver } from "./resolve-name.ts";
import { createServerIndexes } from "./server-index.ts";
import { createSubscriptions } from "./subscriptions.ts";
import { createListToolViews } from "./tool-views.ts";
import { createTaskRecords, createTasks } from "./tasks/index.ts";
import { createToolSearch } from "./tool-search.ts";
import { createViews } from "./views.ts";

export interface GatewayDeps {
  snapshots: SnapshotSource;
  link: ServerLink;
  audit: AuditRecorder;
  events: EventBus;
  /** Asked when a principal changed: is it still active? */
  principals: Pick<PrincipalStore, "findByHandle">;
  approvals: ApprovalGate;
  /** Seals what modern clients carry from one round of a call to the next. */
  vault: Pick<Vault, "seal" | "open">;
  /** Keeps answers where a cache policy says so. */
  cache?: ResultCache;
  /** Hears who uses Core. */
  clients?: ClientWatch;
  /** Hears that a client begins a session or a stream: what it will use may get ready. */
  onSession?: (caller: Caller) => void;
  clock: Clock;
  limits: GatewayLimits;
  log?: Log;
}

/** Somebody unknown is nobody's client: nobody has them in a list, and nothing is stored of them. */
const watchKnown = (clients: ClientWatch): ClientWatch => ({
  seen: (use) => isAnonymous(use.caller) || clients.seen(use),
  opened: (use, end) => (isAnonymous(use.caller) ? { close() {} } : clients.opened(use, end)),
});

/** Wires the parts of the enforcement point together. See `Gateway` for what each does. */
export function createGateway(deps: GatewayDeps): Gateway {
  const { snapshots, audit, clock, limits, log } = deps;
  const clients = deps.clients && watchKnown(deps.clients);
  const indexOf = createServerIndexes(log);
  const views = createViews({ clock, indexOf });
  const resolver = createResolver({ indexOf, views });
  const gate = deps.approvals;
  const hold = createHoldCall({ ...deps, gate });
  const taskRecords = createTaskRecords(deps);
  const put = createPutQuestion({ audit, clock, limits, relatedTask: taskRecords.related, log });
  const rounds = createRounds<WaitingCall>(deps);
  const scopes = createScopes({ put, link: deps.link });
  const questions = createCallQuestions({ put, rounds, scopeOf: scopes.scopeOf });
  const offer = createOffer({ snapshots, views });
  const { enforceQuietly, enforceTarget } = createEnforce({ snapshots, resolver, clock });
  const tasks = createTasks({
    ...deps,
    ...taskRecords,
    log,
    resolver,
    enforceTarget,
    put,
    scopes,
    hold,
    offer,
    questions,
  });
  const { start, own: ownTasks } = tasks;
  const forwardUnseen = createForward({ ...deps, log, resolver, gate, hold, questions, tasks: start, ownTasks });
  const search = createToolSearch(indexOf);
  const catalog = createCatalogTools({ ...deps, log, views, resolver, search, forward: forwardUnseen });
  const forward: Gateway["forward"] = (client, method, params, options) => {
    clients?.seen(client);
    const own = method === "tools/call" ? catalog.find(client, params) : undefined;
    if (own !== undefined) return catalog.call(client, own, params, options);
    return forwardUnseen(client, method, params, options);
  };
  const passOn = createExtensionMethods({ ...deps, log, put, scopeOf: scopes.scopeOf });
  const listUnseen = createList({ snapshots, views, audit, limits, log });
  const subscriptionsOf = createSubscriptions({ ...deps, log, resolver, enforceQuietly, scopeOf: scopes.scopeOf });
  const sessions = createLiveSessions({
    ...deps,
    ...(clients && { clients }),
    log,
    views,
    subscriptionsOf,
    tasksOf: tasks.ofSession,
    scopes,
  });

  return {
    list(client, kind, cursor, requestId) {
      clients?.seen(client);
      return listUnseen(client, kind, cursor, requestId);
    },
    forward,
    passOn(client, method, params, options) {
      clients?.seen(client);
      return passOn(client, method, params, options);
    },
    useTask(client, method, params, options) {
      clients?.seen(client);
      return tasks.use(client, method, params, options);
    },
    async setLogLevel(client, value, requestId) {
      const level = readLogLevel(value, "params.level");
      const entry = { ...clientEntry(client, "logging/setLevel", requestId), detail: { level } };
      await keepRecord(audit, entry, log);
      return level;
    },
    offer,
    rootsChanged: scopes.rootsChanged,
    openSession(client, port) {
      // What was not asked for by anybody known does not start a server.
      if (!isAnonymous(client.caller)) deps.onSession?.(client.caller);
      return sessions.open(client, port);
    },
    record: (client, own) => keepRecord(audit, { ...clientEntry(client, own.action, own.requestId), ...own }, log),
    ...createDiscoveryViews({ snapshots, views, search }),
    listToolViews: createListToolViews({ snapshots, views, clock }),
    async callTool(caller, input, { requestId, signal }) {
      const client: GatewayClient = { caller, era: null, info: null, sessionId: null, names: "wire" };
      const answer = await forward(
        client,
        "tools/call",
        { ...input },
        { requestId, ...(signal && { signal }), render: (result) => result },
      );
      if (answer.kind === "result") return answer.result;
      // Nobody can be asked on the typed API, so that no server is told that it may ask.
      if (answer.kind !== "error")
        throw new CoreError(
          "server.protocol_error",
          "The server wants to ask something, and nobody can be asked here.",
        );
      throw new CoreError("server.protocol_error", `The server answered with an error: ${answer.error.message}`);
    },
    stopHolding: () => hold.stop(),
    close() {
      ownTasks.close();
      rounds.close();
      sessions.close();
    },
  };
}
