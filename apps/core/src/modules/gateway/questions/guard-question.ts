import { isObject, type Json } from "../../json.ts";
import type { ServerQuestion } from "../../servers/server-link.ts";
import { withCleanMeta, withoutReservedMeta } from "../reserved-meta.ts";

/** Words by which a field of a form asks for what nobody may type into one (A42), as they stand between separators. */
const SECRET_WORDS: ReadonlySet<string> = new Set([
  "password",
  "passwords",
  "passwd",
  "pwd",
  "passphrase",
  "passcode",
  "secret",
  "secrets",
  "credential",
  "credentials",
  "token",
  "apikey",
  "privatekey",
  "secretkey",
  "accesskey",
  "mnemonic",
  "cvv",
  "cvc",
  "otp",
  "totp",
  "ssn",
]);
const SECRET_PAIRS: ReadonlySet<string> = new Set([
  "api key",
  "private key",
  "secret key",
  "access key",
  "seed phrase",
  "recovery phrase",
  "recovery code",
  "pin code",
  "card number",
  "security code",
]);
/** Forms are flat (MCP, elicitation). */
const MAX_DEPTH = 4;

/** `apiKey`, `api_key` and "API key" are the same words. */
const wordsOf = (text: string): string[] =>
  text
    .normalize("NFKC")
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");

const namesSecret = (text: unknown): boolean => {
  if (typeof text !== "string") return false;
  const words = wordsOf(text);
  return words.some((word, at) => SECRET_WORDS.has(word) || SECRET_PAIRS.has(`${word} ${words[at + 1] ?? ""}`));
};

const NOT_TYPED: ReadonlySet<unknown> = new Set(["boolean", "object", "array"]);
const isFilled = (choices: unknown): boolean => Array.isArray(choices) && choices.length > 0;

/** Whatever is not surely chosen or switched is typed: clients differ in what they make of an odd schema. */
const isTyped = ({ type, enum: choices, oneOf }: Json): boolean =>
  !NOT_TYPED.has(type) && !isFilled(choices) && !isFilled(oneOf);

const asksForSecret = (name: string, field: Json): boolean =>
  field.format === "password" ||
  field.writeOnly === true ||
  (isTyped(field) && (namesSecret(name) || namesSecret(field.title)));

/** Why a form may not be shown; null when it may. */
function refusalOfForm(schema: unknown, depth = 0): string | null {
  if (!isObject(schema) || !isObject(schema.properties)) return null;
  if (depth > MAX_DEPTH) return "The fields of the form lie deeper in each other than Core looks.";
  for (const [name, field] of Object.entries(schema.properties)) {
    if (!isObject(field)) continue;
    if (asksForSecret(name, field))
      return `The form asks for a secret in the field ${JSON.stringify(name.slice(0, 60))}. Secrets are not asked for in forms: use an elicitation with a URL.`;
    const inner = refusalOfForm(field, depth + 1);
    if (inner !== null) return inner;
  }
  return null;
}

const isWebUrl = (url: unknown): boolean => {
  if (typeof url !== "string" || !URL.canParse(url)) return false;
  const { protocol } = new URL(url);
  return protocol === "https:" || protocol === "http:";
};

/**
 * Why a question may not reach a person, as a sentence for the server; null when it may. A form may not ask for secrets:
 * they are entered at a URL, which the client shows in full (A42, A16).
 */
export function refusalOfContent({ method, params }: ServerQuestion): string | null {
  if (method !== "elicitation/create") return null;
  if (params?.mode === "url") {
    return isWebUrl(params.url) ? null : "The URL of an elicitation must be a web address, http or https.";
  }
  return refusalOfForm(params?.requestedSchema);
}

/** Without what only Core may say to a client (A33). Not copied when there is nothing to take out. */
export function cleanQuestion({ method, params }: ServerQuestion): ServerQuestion {
  if (!params) return { method };
  // Core offers clients no tasks: the protocol has such a question asked as an ordinary one.
  const { task, ...plain } = params;
  const kept = task === undefined ? params : plain;
  if (!isObject(kept._meta)) return { method, params: kept };
  const { progressToken: _, ...meta } = withoutReservedMeta(kept._meta);
  return { method, params: { ...kept, _meta: meta } };
}

/** The answers of one round, by the keys of their questions. What is no object stays for the server to refuse. */
export const cleanAnswers = (responses: Json): Json =>
  Object.fromEntries(
    Object.entries(responses).map(([key, value]) => [key, isObject(value) ? withCleanMeta(value) : value]),
  );
