import { isObject, type Json } from "../../json.ts";
import { TASKS_EXTENSION } from "../../servers/task-support.ts";

/** Client capabilities with the extension of 2026-07-28. */
export const withExtension = (capabilities: Json | undefined): Json => ({
  ...capabilities,
  extensions: { ...(isObject(capabilities?.extensions) && capabilities.extensions), [TASKS_EXTENSION]: {} },
});
