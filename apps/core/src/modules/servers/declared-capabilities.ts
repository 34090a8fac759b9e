import { canonicalJson } from "../canonical-json.ts";
import { isObject, type Json } from "../json.ts";
import { hasTasksExtension, runsTasks, TASKS_EXTENSION } from "./task-support.ts";

const MAX_LENGTH = 16_384;
const MAX_DEPTH = 16;

/** Whether a server tells of updates of single resources. */
export const canSubscribe = ({ resources }: Json): boolean => isObject(resources) && resources.subscribe === true;

/**
 * What a server declares about itself, as far as it can be kept: whole, or only what Core itself looks at when it is too
 * large, too deep, or no text that PostgreSQL's JSON takes (A34).
 */
export function keepDeclared(capabilities: Json): Json {
  try {
    const text = canonicalJson(capabilities, MAX_DEPTH);
    if (text.length <= MAX_LENGTH && !/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/i.test(text)) return capabilities;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  const { completions, logging } = capabilities;
  return {
    ...(completions !== undefined && { completions: {} }),
    ...(logging !== undefined && { logging: {} }),
    ...(canSubscribe(capabilities) && { resources: { subscribe: true } }),
    ...(runsTasks(capabilities) && { tasks: { requests: { tools: { call: {} } } } }),
    ...(hasTasksExtension(capabilities) && { extensions: { [TASKS_EXTENSION]: {} } }),
  };
}
