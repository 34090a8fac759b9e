import type { RestDefinition, RestParameter, RestTool } from "@peta/contract";
import type { Json } from "../../../modules/json.ts";
import { wireName } from "../../../modules/servers/rest/check-tool.ts";
import { isHeaderValue } from "../http/wire/http-request.ts";
import { type ApiRequest, ToolError } from "./api-request.ts";
import { requireArguments } from "./require-arguments.ts";
import { pathSegment, plainText, queryPairs } from "./write-value.ts";

const CONTENT_TYPES = {
  json: "application/json",
  form: "application/x-www-form-urlencoded",
  text: "text/plain; charset=utf-8",
} as const;

/**
 * Turns a call into the request that it means. Each value goes to its own place and is encoded for it, so that none can
 * become another part of the URL, another header or another member (A46). Throws ToolError, which names the argument.
 */
export function placeArguments(definition: Pick<RestDefinition, "baseUrl">, tool: RestTool, args: Json): ApiRequest {
  requireArguments(tool, args);
  const given = (place: RestParameter["in"]): { parameter: RestParameter; value: unknown }[] =>
    tool.parameters
      .filter((parameter) => parameter.in === place)
      .map((parameter) => ({ parameter, value: parameter.value ?? args[parameter.name] }))
      .filter(({ value }) => value !== undefined && value !== null);
  const headers: Record<string, string> = { accept: "application/json, */*;q=0.5" };
  for (const { parameter, value } of given("header")) {
    const text = plainText(parameter.name, value);
    if (!isHeaderValue(text))
      throw new ToolError(
        `The argument "${parameter.name}" holds a line break or another character that a header cannot carry.`,
      );
    headers[wireName(parameter).toLowerCase()] = text;
  }
  const body = bodyOf(tool, args, given("body"));
  if (body !== null) headers["content-type"] = CONTENT_TYPES[tool.body?.type ?? "json"];
  return { method: tool.method, url: urlOf(definition.baseUrl, tool, given("path"), given("query")), headers, body };
}

type Given = readonly { parameter: RestParameter; value: unknown }[];

function urlOf(baseUrl: string, tool: RestTool, inPath: Given, inQuery: Given): URL {
  const segments = new Map(
    inPath.map(({ parameter, value }) => [wireName(parameter), pathSegment(parameter.name, value)]),
  );
  const path = tool.path.replace(/\{([^{}]+)\}/g, (_whole, name: string) => segments.get(name) ?? "");
  if (path.split("/").some((segment) => segment === "." || segment === ".."))
    throw new ToolError("The arguments make a step up or down of a part of the path.");
  const base = new URL(baseUrl);
  const prefix = base.pathname.replace(/\/$/, "");
  const url = new URL(`${base.origin}${prefix}${path}`);
  const query = inQuery.flatMap(({ parameter, value }) => ownPairs(tool, parameter, value));
  url.search = query.map((pair) => pair.map(encodeURIComponent).join("=")).join("&");
  // INVARIANT: whatever the arguments hold, the request stays below the base URL.
  if (url.origin !== base.origin || !url.pathname.startsWith(`${prefix}/`))
    throw new ToolError("The arguments lead out of the API's own path.");
  return url;
}

/**
 * What an argument puts into the query. The members of an object have names that the caller chooses: none may be that of
 * another parameter, which may be the administrator's own (A5, A46).
 */
function ownPairs(tool: RestTool, parameter: RestParameter, value: unknown): [string, string][] {
  const pairs = queryPairs(parameter, value);
  const others = tool.parameters.filter((other) => other.in === "query" && other !== parameter).map(wireName);
  // `a[]` and `a[b]` are `a` to many servers.
  const isOthers = (name: string): boolean => others.includes(name) || others.includes(name.replace(/\[.*/s, ""));
  const [taken] = pairs.find(([name]) => name !== wireName(parameter) && isOthers(name)) ?? [];
  if (taken !== undefined)
    throw new ToolError(
      `The argument "${parameter.name}" must not hold ${JSON.stringify(taken.slice(0, 64))}: that is a parameter of its own.`,
    );
  return pairs;
}

function bodyOf(tool: RestTool, args: Json, parts: Given): string | null {
  const { body } = tool;
  if (body?.argument !== undefined) {
    const value = args[body.argument];
    if (value === undefined) return null;
    if (body.type === "text") return plainText(body.argument, value);
    return body.type === "json" ? JSON.stringify(value) : formOf(Object.entries(value as Json));
  }
  if (parts.length === 0) return null;
  const members = parts.map(({ parameter, value }): [string, unknown] => [wireName(parameter), value]);
  return body?.type === "form" ? formOf(members) : JSON.stringify(Object.fromEntries(members));
}

/** https://url.spec.whatwg.org/#urlencoded-serializing, lists repeated and objects as JSON. */
const formOf = (members: readonly (readonly [string, unknown])[]): string =>
  new URLSearchParams(
    members.flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value])
        .filter((one) => one !== undefined && one !== null)
        .map((one): [string, string] => [name, typeof one === "object" ? JSON.stringify(one) : String(one)]),
    ),
  ).toString();
