import { CoreError } from "../../errors.ts";
import { isObject, type Json } from "../json.ts";
import type { Reference } from "./enforce.ts";

const MAX_LENGTH = 8192;
const invalid = (message: string): CoreError => new CoreError("input.invalid", message);

const textOf = (value: unknown, what: string): string => {
  if (typeof value !== "string") throw invalid(`completion/complete needs ${what}, a string.`);
  if (value.length > MAX_LENGTH) throw invalid(`${what} has more than ${MAX_LENGTH} characters.`);
  return value;
};

/**
 * What a `completion/complete` is about, and the arguments that rules see: those of the prompt as far as they are
 * known, or the template. Throws input.invalid.
 */
export function readCompletion({ ref, argument, context }: Json): { reference: Reference; args: Json } {
  if (!isObject(argument)) throw invalid("completion/complete needs params.argument, an object.");
  const name = textOf(argument.name, "params.argument.name");
  const value = textOf(argument.value, "params.argument.value");
  if (context !== undefined && !isObject(context)) throw invalid("params.context must be an object.");
  const type = isObject(ref) ? ref.type : undefined;
  if (!isObject(ref) || (type !== "ref/prompt" && type !== "ref/resource"))
    throw invalid("params.ref must be a reference to a prompt (ref/prompt) or to a resource (ref/resource).");
  if (type === "ref/resource") {
    const uri = textOf(ref.uri, "params.ref.uri");
    return { reference: { is: "template", use: "resources/read", name: uri }, args: { uri } };
  }
  const known = isObject(context?.arguments) ? context.arguments : {};
  const reference: Reference = { is: "prompt", use: "prompts/get", name: textOf(ref.name, "params.ref.name") };
  return { reference, args: { ...known, [name]: value } };
}

/** Puts the server's own name into the reference, in place. */
export function renameReference(params: Json, nameAtServer: string): void {
  const ref = params.ref as Json;
  params.ref = { ...ref, [ref.type === "ref/resource" ? "uri" : "name"]: nameAtServer };
}

/** What is wrong with a completion's result; null: nothing. */
export function flawOfCompletion({ completion }: Json): string | null {
  if (!isObject(completion)) return "completion is not an object";
  const { values } = completion;
  return Array.isArray(values) && values.every((value) => typeof value === "string")
    ? null
    : "completion.values is not a list of strings";
}
