import { isObject } from "../../modules/json.ts";
import { TASKS_EXTENSION } from "../../modules/servers/task-support.ts";
import type { ServerRequestOptions } from "../../modules/servers/server-link.ts";

/** What a `subscriptions/listen` can name beside lists (2026-07-28; the extension tasks, Task Status Notifications). */
export type NamedNotices = "resourceSubscriptions" | "taskIds";

/** Says what a server has agreed to tell of. */
export const ACKNOWLEDGED = "notifications/subscriptions/acknowledged";
const SUBSCRIPTION_ID = "io.modelcontextprotocol/subscriptionId";

/** The filter of one stream. */
export const listenFilter = (
  lists: Record<string, true> | null,
  field: NamedNotices,
  names: readonly string[],
): Record<string, unknown> => ({ ...lists, ...(names.length > 0 && { [field]: names }) });

/** What Core declares with a request for these notices: whoever asks about tasks has to know them. */
export const listenWishes = ({ taskIds }: Record<string, unknown>): Pick<ServerRequestOptions, "clientCapabilities"> =>
  taskIds === undefined ? {} : { clientCapabilities: { extensions: { [TASKS_EXTENSION]: {} } } };

/** The names in the params of an acknowledgement. */
export function honoured(params: unknown, field: NamedNotices): readonly string[] {
  const names = isObject(params) && isObject(params.notifications) ? params.notifications[field] : undefined;
  return Array.isArray(names) ? names.filter((name): name is string => typeof name === "string") : [];
}

/** Whether it may be that of the request with this id: some servers do not say which one they mean, or say it as a text. */
export function isAbout(params: unknown, id: number): boolean {
  const named = isObject(params) && isObject(params._meta) ? params._meta[SUBSCRIPTION_ID] : undefined;
  return named === undefined || named === id || named === String(id);
}
