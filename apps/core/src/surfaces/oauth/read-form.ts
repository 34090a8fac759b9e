import { CoreError } from "../../errors.ts";
import { isObject } from "../../modules/json.ts";

const invalid = (message: string) => new CoreError("request.malformed", message);

/**
 * The parameters of a request body: a form as RFC 6749 has it, or the same as a JSON object, as the product's documents
 * have always shown it. Throws request.malformed.
 */
export function readForm(contentType: string | undefined, body: Buffer): URLSearchParams {
  const type = contentType?.split(";", 1)[0]?.trim().toLowerCase();
  if (type === "application/x-www-form-urlencoded") return new URLSearchParams(body.toString("utf8"));
  if (type === "application/json") return fromJson(readJson(body));
  if (type === undefined && body.length === 0) return new URLSearchParams();
  throw invalid("Send the parameters as application/x-www-form-urlencoded or as a JSON object.");
}

/** Throws request.malformed. */
export function readJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    throw invalid("The body is not JSON.");
  }
}

function fromJson(value: unknown): URLSearchParams {
  if (!isObject(value)) throw invalid("The body must be a JSON object with the parameters.");
  const form = new URLSearchParams();
  for (const [name, parameter] of Object.entries(value)) {
    for (const one of Array.isArray(parameter) ? (parameter as unknown[]) : [parameter]) {
      if (typeof one !== "string") throw invalid("Every parameter must be a string.");
      form.append(name, one);
    }
  }
  return form;
}
