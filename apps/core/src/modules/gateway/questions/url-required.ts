import { isObject } from "../../json.ts";
import { readUrlRequired, URL_ELICITATION_REQUIRED } from "../../servers/questions/url-required.ts";
import type { ServerOutcome, ServerQuestion } from "../../servers/server-link.ts";
import { cleanQuestion } from "./guard-question.ts";
import type { Addressee, PutQuestion } from "./put-question.ts";

const INTERNAL_ERROR = -32603;
const neverAborted = new AbortController().signal;

/**
 * Questions that leave in an answer of Core's: looked at and recorded as those that are asked (A42). Why one of them may not
 * be shown, as a sentence; null when all may.
 */
export async function refusalOf(
  put: PutQuestion,
  to: Addressee,
  requests: Record<string, ServerQuestion>,
): Promise<string | null> {
  const outcomes = await Promise.all(
    Object.values(requests).map((question) =>
      put({ ...to, ask: async () => ({ kind: "result", result: {} }) }, question, neverAborted),
    ),
  );
  for (const outcome of outcomes) if (outcome.kind === "error") return outcome.error.message;
  return null;
}

type Refused = Extract<ServerOutcome, { kind: "error" }>;

/**
 * An error of a server as it goes on to a legacy client. INVARIANT: it has the code -32042 only where its client declares
 * to open URLs, this server may ask for it, and each of them has passed the guards of questions.
 */
export async function passUrlsOn(put: PutQuestion, to: Addressee, refused: Refused): Promise<Refused> {
  const { code, message, data } = refused.error;
  if (code !== URL_ELICITATION_REQUIRED) return refused;
  const urls = readUrlRequired(refused);
  // Without its data: what may not be shown, or was not looked at, is not passed on in another form.
  if (!urls) return { kind: "error", error: { code: INTERNAL_ERROR, message } };
  const refusal = await refusalOf(put, to, urls);
  if (refusal !== null) return { kind: "error", error: { code: INTERNAL_ERROR, message: `${message} (${refusal})` } };
  const elicitations = Object.values(urls).map((question) => cleanQuestion(question).params);
  return { kind: "error", error: { code, message, data: { ...(isObject(data) && data), elicitations } } };
}
