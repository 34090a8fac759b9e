import { isObject } from "../../modules/json.ts";

/** The capability that declares `listChanged`, and the name of its notice in `subscriptions/listen` (2026-07-28). */
const NOTICES = [
  ["tools", "toolsListChanged"],
  ["prompts", "promptsListChanged"],
  ["resources", "resourcesListChanged"],
] as const;

/** The filter of `subscriptions/listen` for every list that the server declares to tell changes of; null for none. */
export function listChangeFilter(capabilities: Record<string, unknown>): Record<string, true> | null {
  const declared = NOTICES.filter(([capability]) => {
    const value = capabilities[capability];
    return isObject(value) && value.listChanged === true;
  });
  return declared.length === 0 ? null : Object.fromEntries(declared.map(([, notice]) => [notice, true as const]));
}
