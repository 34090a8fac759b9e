import type { RestTool } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import { isObject, type Json } from "../../../modules/json.ts";
import { toolDefinition } from "../../../modules/servers/rest/tool-definition.ts";
import type { ServerConnection } from "../../../modules/servers/server-connector.ts";
import type { ServerOutcome, ServerRequestOptions } from "../../../modules/servers/server-link.ts";
import { METHOD_NOT_FOUND, MODERN_VERSION } from "../protocol.ts";
import { type CallDeps, callTool } from "./call-tool.ts";

const INVALID_PARAMS = -32602;

/** A REST API as an MCP server that runs inside Core: its tools are requests to the API. */
export class RestConnection implements ServerConnection {
  readonly era = "modern";
  readonly protocolVersion = MODERN_VERSION;
  readonly capabilities: Json = { tools: {} };
  readonly serverInfo: ServerConnection["serverInfo"];
  readonly #deps: CallDeps;
  readonly #tools: ReadonlyMap<string, RestTool>;
  readonly #onClose: () => Promise<void>;
  #isClosed = false;

  /** @param onClose ends what the connection holds */
  constructor(deps: CallDeps, onClose: () => Promise<void>) {
    this.#deps = deps;
    this.#onClose = onClose;
    const { definition } = deps.launch;
    this.#tools = new Map(definition.tools.map((tool) => [tool.name, tool]));
    this.serverInfo = {
      name: storable(definition.title ?? new URL(definition.baseUrl).host),
      version: storable(definition.version ?? "unknown"),
      instructions: definition.description === undefined ? null : storable(definition.description),
    };
  }

  async request(method: string, params: Json, options: ServerRequestOptions): Promise<ServerOutcome> {
    if (this.#isClosed)
      throw new CoreError(
        "server.unreachable",
        "The server was stopped or changed. The next request connects to it again.",
      );
    if (options.signal?.aborted) throw new CoreError("request.cancelled", "The request was cancelled.");
    if (method === "tools/list") return result({ tools: [...this.#tools.values()].map(toolDefinition) });
    if (method !== "tools/call") return failure(METHOD_NOT_FOUND, `A REST API does not offer ${method.slice(0, 100)}.`);
    const tool = typeof params.name === "string" ? this.#tools.get(params.name) : undefined;
    if (!tool) return failure(INVALID_PARAMS, "There is no such tool.");
    const args = params.arguments ?? {};
    if (!isObject(args)) return failure(INVALID_PARAMS, "The arguments must be an object.");
    return result(await callTool(this.#deps, tool, args, options));
  }

  async watch(): Promise<void> {}

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#onClose();
  }
}

/** PostgreSQL's JSON holds neither NUL nor half of a surrogate pair. */
const storable = (text: string): string => text.toWellFormed().replaceAll("\0", "");

const result = (of: Json): ServerOutcome => ({ kind: "result", result: of });
const failure = (code: number, message: string): ServerOutcome => ({ kind: "error", error: { code, message } });
