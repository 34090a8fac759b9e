import type { RestLaunch, RestTool } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import type { Json } from "../../../modules/json.ts";
import { keepFields } from "../../../modules/servers/rest/select-value.ts";
import type { ServerRequestOptions } from "../../../modules/servers/server-link.ts";
import type { Clock } from "../../clock.ts";
import type { ApiAnswer, ApiClient } from "./api-client.ts";
import { type ApiRequest, ToolError } from "./api-request.ts";
import { boundTime } from "./bound-time.ts";
import type { Credentials } from "./credentials.ts";
import { placeArguments } from "./place-arguments.ts";
import { readPages } from "./read-pages.ts";
import { sendFollowing } from "./redirect.ts";
import { errorResult, listResult, parseBody, statusError, tooLarge, toResult } from "./tool-result.ts";

const DEFAULTS = { timeoutMs: 30_000, maxBytes: 1_048_576, maxItems: 1_000 };

export interface CallDeps {
  launch: RestLaunch;
  client: ApiClient;
  credentials: Credentials;
  /** Called before each request to the API; throws server.busy. */
  takeTurn: () => void;
  clock: Clock;
}

/**
 * One call of a tool: one request to the API, or one for each page. What the API refuses is a tool's error with its
 * status; what keeps Core from reaching it rejects with a CoreError. No request is made twice, but for reading with a
 * token that the API no longer takes.
 */
export async function callTool(
  deps: CallDeps,
  tool: RestTool,
  args: Json,
  options: ServerRequestOptions,
): Promise<Json> {
  const bounds = { ...DEFAULTS, ...deps.launch.definition.budget, ...tool.budget };
  const time = boundTime(deps.clock, Math.min(bounds.timeoutMs, options.timeoutMs), options.signal);
  const { mask } = deps.credentials;
  let left = bounds.maxBytes;
  const send = async (request: ApiRequest): Promise<ApiAnswer> => {
    const answer = await sendFollowing(request, (next) =>
      sendSigned(deps, next, { maxBytes: left, signal: time.signal }),
    );
    if (answer.status >= 400) throw new ToolError(statusError(answer, mask));
    if (answer.status >= 300)
      throw new ToolError(
        `The API redirects (HTTP ${answer.status}) to where Core does not follow: another host, or after a request that changes something.`,
      );
    if (answer.body === null) throw tooLarge(bounds.maxBytes);
    left -= answer.body.length;
    return answer;
  };
  try {
    const request = placeArguments(deps.launch.definition, tool, args);
    if (!tool.pagination) return toResult(tool, await send(request), bounds, mask);
    const { items, isCut } = await readPages(tool.pagination, request, bounds.maxItems, {
      send,
      parse: (answer) => parseBody(answer, bounds.maxBytes, mask),
      onPage: (pages, count) =>
        options.onNotification?.({
          method: "notifications/progress",
          params: { progressToken: 0, progress: pages, message: `${count} entries of ${pages} pages` },
        }),
    });
    const { fields } = tool.response ?? {};
    return listResult(fields ? items.map((item) => keepFields(item, fields)) : items, isCut);
  } catch (error) {
    if (error instanceof ToolError) return errorResult(mask(error.message));
    throw error;
  } finally {
    time.end();
  }
}

async function sendSigned(
  deps: CallDeps,
  request: ApiRequest,
  bounds: { maxBytes: number; signal: AbortSignal },
): Promise<ApiAnswer> {
  const send = async (): Promise<ApiAnswer> => {
    const signed = await deps.credentials.addTo(request, bounds.signal);
    deps.takeTurn();
    return deps.client.send(signed, bounds);
  };
  const answer = await send();
  if (answer.status !== 401 || !deps.credentials.refused()) return answer;
  if (request.method === "GET" || request.method === "HEAD") return send();
  throw new CoreError(
    "server.unreachable",
    "The API no longer took Core's access token (HTTP 401), and the request was not repeated. A new token is asked for: make the call again.",
  );
}
