import { CoreError } from "../../errors.ts";
import { isObject } from "../../modules/json.ts";

const invalid = (message: string) => new CoreError("request.malformed", message);

/** No parameter of OAuth holds a zero byte, and no column of PostgreSQL takes one. Throws request.malformed. */
function requireText(parameters: URLSearchParams): URLSearchParams {
  for (const [name, value] of parameters)
    if (name.includes("\0") || value.includes("\0")) throw invalid("A parameter holds a zero byte.");
  return parameters;
}

/** A request that waits for a person is kept as it came, and anybody may make one. */
const MAX_QUERY_LENGTH = 8_192;

/** The parameters in the address of a request. Throws request.malformed. */
export function readQuery(url: string): URLSearchParams {
  if (url.length > MAX_QUERY_LENGTH) throw invalid(`The address is longer than ${MAX_QUERY_LENGTH} characters.`);
  const at = url.indexOf("?");
  return requireText(new URLSearchParams(at < 0 ? "" : url.slice(at + 1)));
}

/**
 * The parameters of a request body: a form as RFC 6749 has it, or the same as a JSON object, as the product's documents
 * have always shown it. Throws request.malformed.
 */
export function readForm(contentType: string | undefined, body: Buffer): URLSearchParams {
  const type = contentType?.split(";", 1)[0]?.trim().toLowerCase();
  if (type === "application/x-www-form-urlencoded") return requireText(new URLSearchParams(body.toString("utf8")));
  if (type === "application/json") return requireText(fromJson(readJson(body)));
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
