import { isObject } from "../../json.ts";
import type { ServerOutcome, ServerQuestion } from "../server-link.ts";

/** A legacy server does not go on before somebody has been to a URL (2025-11-25, URL Elicitation Required Error). */
export const URL_ELICITATION_REQUIRED = -32042;

const MAX_URLS = 32;

/** The questions that a server's error -32042 means; null for everything else, and where its data has another form. */
export function readUrlRequired(outcome: ServerOutcome): Record<string, ServerQuestion> | null {
  if (outcome.kind !== "error" || outcome.error.code !== URL_ELICITATION_REQUIRED || !isObject(outcome.error.data))
    return null;
  const { elicitations } = outcome.error.data;
  if (!Array.isArray(elicitations) || elicitations.length === 0 || elicitations.length > MAX_URLS) return null;
  const requests: Record<string, ServerQuestion> = {};
  for (const [at, one] of elicitations.entries()) {
    if (!isObject(one)) return null;
    requests[`url-${at + 1}`] = { method: "elicitation/create", params: { ...one, mode: "url" } };
  }
  return requests;
}
