import { CoreError } from "../../errors.ts";
import type { Credential } from "../../modules/principals/principal.ts";

const SCOPES: Readonly<Record<string, string>> = {
  tools: "mcp:tools",
  resources: "mcp:resources",
  prompts: "mcp:prompts",
};

/** The scope that a method needs: that of the noun before its first slash. Null for what belongs to every client. */
export const neededScope = (method: string): string | null => SCOPES[method.split("/", 1)[0] ?? ""] ?? null;

/**
 * Throws auth.insufficient_scope when the credential is an OAuth token without the scope of this method (A4). Opaque
 * tokens have no scopes: what their principal may do is decided by permissions alone.
 */
export function requireScope(credential: Credential, method: string): void {
  if (credential.kind !== "oauth") return;
  const scope = neededScope(method);
  if (scope === null || credential.scopes.includes(scope)) return;
  throw new CoreError(
    "auth.insufficient_scope",
    `This access token has not the scope ${scope}, which ${method} needs.`,
  );
}
