import type { CalledPolicy, ServerPolicy } from "./capability.ts";

/** Whether a pattern names a method: exactly, or as all of a vendor (`vendor/*`, at any depth). */
const names = (pattern: string, method: string): boolean =>
  pattern.endsWith("/*") ? method.startsWith(pattern.slice(0, -1)) : pattern === method;

/**
 * A method of an extension as a capability of its server. It has no definition and no danger level of its own: what is
 * special about it, rules say. Undefined where the server does not let it through.
 */
export const findMethod = (server: ServerPolicy | undefined, method: string): CalledPolicy | undefined =>
  server?.methods?.some((pattern) => names(pattern, method))
    ? { kind: "method", name: method, enabled: true, dangerLevel: 0, definitionHash: "" }
    : undefined;
