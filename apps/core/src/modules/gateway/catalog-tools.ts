import type { Clock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { AuditEntry, AuditRecorder } from "../audit/audit-entry.ts";
import { isObject, type Json } from "../json.ts";
import type { Log } from "../log.ts";
import type { SnapshotSource } from "../permissions/workspace-snapshot.ts";
import { clientEntry, keepRecord, microsSince, stopwatch } from "./call-record.ts";
import {
  BadArguments,
  describeMatches,
  describeTool,
  readExecute,
  readNames,
  readSearch,
  toError,
  toResult,
} from "./catalog-answers.ts";
import { DefinitionChanged } from "./definition-guard.ts";
import type { Answer, ForwardOptions, Gateway, GatewayClient } from "./gateway.ts";
import { OWN_SERVER_ID, type OwnTool, ownToolOf } from "./own-tools.ts";
import type { Resolver } from "./resolve-name.ts";
import { discoveryChoice } from "./shown-tools.ts";
import type { ToolSearch } from "./tool-search.ts";
import type { Views } from "./views.ts";

export interface CatalogToolsDeps {
  snapshots: SnapshotSource;
  views: Views;
  resolver: Resolver;
  search: ToolSearch;
  /** The path of every call: what is executed is named, decided, approved and recorded as the tool that it is. */
  forward: Gateway["forward"];
  audit: AuditRecorder;
  clock: Clock;
  log: Log | undefined;
}

/** Core's own tools: search, describe and execute what the client may see (profiles `hybrid` and `strict`). */
export function createCatalogTools(deps: CatalogToolsDeps) {
  const { snapshots, views, resolver } = deps;
  const current = (client: GatewayClient) => snapshots.current(client.caller.principal.workspaceId);

  const search = (client: GatewayClient, args: Json): Json => {
    const { query, serverId, limit } = readSearch(args);
    const snapshot = current(client);
    const view = views(snapshot, client);
    const visible = view.list("tool");
    const found = deps.search(visible, snapshot.servers, { query, serverId, limit });
    const wantsServers = query.trim() === "" && serverId === undefined;
    return toResult(describeMatches(found, view.names, snapshot, wantsServers ? visible.entries : null));
  };

  const describe = (client: GatewayClient, args: Json): Json => {
    const names = readNames(args);
    const snapshot = current(client);
    const view = views(snapshot, client);
    const visible = new Set(view.list("tool").entries);
    const tools: Json[] = [];
    const unknown: string[] = [];
    for (const name of names) {
      const named = resolver.byName(snapshot, client, "tool", name)?.named;
      // What is hidden from the client is like what does not exist.
      if (named && visible.has(named)) tools.push(describeTool(snapshot, client, named, view.names, deps.clock.now()));
      else unknown.push(name);
    }
    return toResult({ tools, ...(unknown.length > 0 && { unknown }) });
  };

  /** Answers from the catalogue, on a record of its own. */
  const answerOwn = async <T>(
    client: GatewayClient,
    tool: OwnTool,
    params: Json,
    options: ForwardOptions<T>,
    run: (args: Json) => Json,
  ): Promise<Answer<T>> => {
    const startedAt = stopwatch();
    const args = params.arguments ?? {};
    const entry: AuditEntry = {
      ...clientEntry(client, "tools/call", options.requestId),
      serverId: OWN_SERVER_ID,
      capabilityKind: "tool",
      capabilityName: tool,
      decision: "allow",
      determinedBy: [`discovery:${discoveryChoice(current(client), client).profile}`],
      reason: "Core answered it from the catalogue.",
      detail: args,
    };
    let result: Json;
    try {
      if (!isObject(args)) throw new BadArguments("arguments must be an object.");
      result = run(args);
    } catch (error) {
      if (!(error instanceof BadArguments)) throw error;
      Object.assign(entry, { outcome: "denied", errorCode: "input.invalid", reason: error.message });
      result = toError(error.message);
    }
    entry.durationMicros = microsSince(startedAt);
    await keepRecord(deps.audit, entry, deps.log);
    return { kind: "result", result: options.render(result) };
  };

  const execute = async <T>(client: GatewayClient, params: Json, options: ForwardOptions<T>): Promise<Answer<T>> => {
    let named: ReturnType<typeof readExecute>;
    try {
      named = readExecute(isObject(params.arguments) ? params.arguments : {});
      // Otherwise one call could wrap the next, and so on.
      if (ownToolOf(named.name) !== undefined) throw new BadArguments(`Call ${named.name.slice(0, 100)} directly.`);
    } catch (error) {
      if (!(error instanceof BadArguments)) throw error;
      const { message } = error;
      return answerOwn(client, "catalog_execute", params, options, () => {
        throw new BadArguments(message);
      });
    }
    // Headers that mirror arguments belong to the tool that the client has called, and that one marks none.
    const { inspect: _inspect, tasks: _tasks, ...heard } = options;
    const { name, args, schemaHash } = named;
    try {
      return await deps.forward(
        client,
        "tools/call",
        { ...params, name, arguments: args },
        {
          ...heard,
          seenDefinition: schemaHash,
          note: "Called through peta__catalog_execute.",
        },
      );
    } catch (error) {
      if (error instanceof DefinitionChanged) {
        const snapshot = current(client);
        const mode = views(snapshot, client).names;
        const tool = describeTool(snapshot, client, error.named, mode, deps.clock.now());
        return { kind: "result", result: options.render(toError(error.message, { tool })) };
      }
      // For the model it is an argument that does not fit; the record has it as what it is.
      if (error instanceof CoreError && error.code === "capability.not_found")
        return { kind: "result", result: options.render(toError(error.message)) };
      throw error;
    }
  };

  return {
    /** Which of Core's own tools this client means; undefined where its profile has none. */
    find(client: GatewayClient, params: Json): OwnTool | undefined {
      const tool = ownToolOf(params.name);
      return tool !== undefined && discoveryChoice(current(client), client).profile !== "flat" ? tool : undefined;
    },
    /** Answers a call of one of them, after its audit record. */
    call<T>(asking: GatewayClient, tool: OwnTool, params: Json, options: ForwardOptions<T>): Promise<Answer<T>> {
      // It is the model that asks here, and no page.
      const client = asking.showsPages ? { ...asking, showsPages: false } : asking;
      if (tool === "catalog_execute") return execute(client, params, options);
      const run = tool === "catalog_search" ? search : describe;
      return answerOwn(client, tool, params, options, (args) => run(client, args));
    },
  };
}
