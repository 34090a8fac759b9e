import { isObject, type Json } from "../../json.ts";
import type { ServerRecord } from "../server.ts";
import type { ServerQuestion } from "../server-link.ts";
import { TASKS_EXTENSION } from "../task-support.ts";

export type QuestionKind = "sampling" | "elicitation" | "roots";

const KINDS: Readonly<Record<string, QuestionKind>> = {
  "sampling/createMessage": "sampling",
  "elicitation/create": "elicitation",
  "roots/list": "roots",
};

/** Null: not a question that the protocol knows. */
export const kindOf = (method: string): QuestionKind | null =>
  Object.hasOwn(KINDS, method) ? (KINDS[method] ?? null) : null;

type Asking = Pick<ServerRecord, "settings" | "transport">;

const ALL: readonly QuestionKind[] = ["sampling", "elicitation", "roots"];
/**
 * Roots name directories of the client's machine. A program on Core's own machine may take them for its own and open
 * whatever a client names, so that there an administrator has to allow it.
 */
const OVER_STDIO: readonly QuestionKind[] = ["sampling", "elicitation"];

/** What the server may ask its clients. */
export const allowedQuestions = ({ settings, transport }: Asking): readonly QuestionKind[] =>
  settings.questions ?? (transport === "stdio" ? OVER_STDIO : ALL);

/** What Core declares where it has to speak for every client: each question is then put to whoever it belongs to. */
const EVERYTHING: Readonly<Record<QuestionKind, Json>> = {
  sampling: { tools: {}, context: {} },
  elicitation: { form: {}, url: {} },
  roots: { listChanged: true },
};

export const everyCapability = (server: Asking): Json =>
  Object.fromEntries(allowedQuestions(server).map((kind) => [kind, EVERYTHING[kind]]));

/** Declared for other ends than questions; passed on as they are. */
const PASSED_ON = ["extensions", "experimental"];
const MAX_PASSED_ON = 16_384;

/** Declared to a server with the calls that may become tasks only (docs/adr/0025). */
const DECLARED_APART: ReadonlySet<string> = new Set([TASKS_EXTENSION]);

/** Null: there is nothing in it to pass on. */
function passedOn(value: unknown): Json | null {
  if (!isObject(value) || JSON.stringify(value).length > MAX_PASSED_ON) return null;
  const keys = Object.keys(value);
  if (!keys.some((key) => DECLARED_APART.has(key))) return value;
  const kept = keys.filter((key) => !DECLARED_APART.has(key));
  return kept.length === 0 ? null : Object.fromEntries(kept.map((key) => [key, value[key]]));
}

/**
 * The client's capabilities as far as this server may use them. Tasks are left out: those of
 * 2025-11-25 that a client would run for a server are not carried, and the extension of 2026-07-28 is declared where a
 * call may become one (docs/adr/0025). Undefined when nothing is left.
 */
export function offeredCapabilities(server: Asking, declared: Json | undefined): Json | undefined {
  if (!declared) return undefined;
  let offered: Json | undefined;
  for (const kind of allowedQuestions(server)) if (isObject(declared[kind])) (offered ??= {})[kind] = declared[kind];
  for (const key of PASSED_ON) {
    const value = passedOn(declared[key]);
    if (value) (offered ??= {})[key] = value;
  }
  return offered;
}

/** Whether a client with these capabilities can be asked anything. */
export const canBeAsked = (capabilities: Json | undefined): boolean =>
  capabilities !== undefined && ALL.some((kind) => capabilities[kind] !== undefined);

const hasForms = (elicitation: Json): boolean => elicitation.form !== undefined || elicitation.url === undefined;

/**
 * What a client would have to declare to be asked this, in the form of `requiredCapabilities` (2026-07-28, -32021). Null:
 * it has declared it.
 */
export function missingCapability({ method, params }: ServerQuestion, capabilities: Json | undefined): Json | null {
  const kind = kindOf(method);
  const declared = kind === null ? undefined : capabilities?.[kind];
  switch (kind) {
    case "roots":
      return isObject(declared) ? null : { roots: {} };
    case "sampling":
      if (params?.tools === undefined) return isObject(declared) ? null : { sampling: {} };
      return isObject(declared) && declared.tools !== undefined ? null : { sampling: { tools: {} } };
    case "elicitation":
      if (params?.mode === "url")
        return isObject(declared) && declared.url !== undefined ? null : { elicitation: { url: {} } };
      return isObject(declared) && hasForms(declared) ? null : { elicitation: { form: {} } };
    case null:
      return {};
  }
}
