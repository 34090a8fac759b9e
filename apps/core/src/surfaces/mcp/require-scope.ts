import { isExtensionMethod } from "@peta/contract";
import { CoreError } from "../../errors.ts";
import { isObject, type Json } from "../../modules/json.ts";
import type { Credential } from "../../modules/principals/principal.ts";

const SCOPES: ReadonlyMap<string, string> = new Map([
  ["tools", "mcp:tools"],
  // Of calls of tools.
  ["tasks", "mcp:tools"],
  ["resources", "mcp:resources"],
  ["prompts", "mcp:prompts"],
]);

/** What nearly every request is, without looking into its name. */
const FREQUENT: ReadonlyMap<string, string> = new Map([
  ["tools/call", "mcp:tools"],
  ["tools/list", "mcp:tools"],
  ["resources/read", "mcp:resources"],
  ["prompts/get", "mcp:prompts"],
]);

/** What a listen stream is to tell of beside changes of lists may need two. */
const listenScope = ({ notifications }: Json): string | null => {
  if (!isObject(notifications)) return null;
  const { resourceSubscriptions, taskIds } = notifications;
  const needed = [
    ...(resourceSubscriptions === undefined ? [] : ["mcp:resources"]),
    ...(taskIds === undefined ? [] : ["mcp:tools"]),
  ];
  return needed.length === 0 ? null : needed.join(" ");
};

/** What a completion is about. */
const nounOf = (method: string, params: Json): string => {
  if (method === "completion/complete")
    return isObject(params.ref) && params.ref.type === "ref/resource" ? "resources" : "prompts";
  return method.split("/", 1)[0] ?? "";
};

/**
 * The scope that a request needs, or several with blanks between them: that of the noun it is about. What a method of an
 * extension does, nobody here knows, so that it counts as the use of a tool. Null for what belongs to every client.
 */
export const neededScope = (method: string, params: Json): string | null =>
  method === "subscriptions/listen"
    ? listenScope(params)
    : (FREQUENT.get(method) ?? SCOPES.get(isExtensionMethod(method) ? "tools" : nounOf(method, params)) ?? null);

/**
 * Throws auth.insufficient_scope when the credential is an OAuth token without the scope that a method needs (A4).
 * Opaque tokens have no scopes: what their principal may do is decided by permissions alone.
 */
export function requireScope(credential: Credential, method: string, scope: string | null): void {
  if (credential.kind !== "oauth" || scope === null) return;
  if (scope.split(" ").every((one) => credential.scopes.includes(one))) return;
  throw new CoreError(
    "auth.insufficient_scope",
    `This access token has not the scope ${scope}, which ${method} needs.`,
  );
}
