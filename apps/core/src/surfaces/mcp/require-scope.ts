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

/** What a completion is about, and what a listen stream is to tell of beside changes of lists. */
const nounOf = (method: string, params: Json): string => {
  if (method === "completion/complete")
    return isObject(params.ref) && params.ref.type === "ref/resource" ? "resources" : "prompts";
  const { notifications } = params;
  if (method === "subscriptions/listen" && isObject(notifications) && notifications.resourceSubscriptions !== undefined)
    return "resources";
  return method.split("/", 1)[0] ?? "";
};

/**
 * The scope that a request needs: that of the noun it is about; what a method of an extension does, nobody here knows, so
 * that it counts as the use of a tool. Null for what belongs to every client.
 */
export const neededScope = (method: string, params: Json): string | null =>
  FREQUENT.get(method) ?? SCOPES.get(isExtensionMethod(method) ? "tools" : nounOf(method, params)) ?? null;

/**
 * Throws auth.insufficient_scope when the credential is an OAuth token without the scope that a method needs (A4).
 * Opaque tokens have no scopes: what their principal may do is decided by permissions alone.
 */
export function requireScope(credential: Credential, method: string, scope: string | null): void {
  if (credential.kind !== "oauth" || scope === null || credential.scopes.includes(scope)) return;
  throw new CoreError(
    "auth.insufficient_scope",
    `This access token has not the scope ${scope}, which ${method} needs.`,
  );
}
