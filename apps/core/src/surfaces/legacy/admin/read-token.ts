import type { IncomingMessage } from "node:http";
import { CoreError } from "../../../errors.ts";

const PREFIX = "Bearer ";
const IN_URL = /[?&](?:token|access_token|api_key|apikey)=/i;

const refuse = (message: string): never => {
  throw new CoreError("auth.invalid_token", message);
};

const countAuthorization = ({ rawHeaders }: IncomingMessage): number =>
  rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === "authorization").length;

/**
 * The access token of a request; null without an Authorization header. The prefix is matched exactly, as this wire
 * always did. Throws auth.invalid_token, auth.ambiguous_credentials for two (A6).
 */
export function readToken(request: IncomingMessage): string | null {
  if (IN_URL.test(request.url ?? ""))
    refuse("Tokens in the URL are not accepted. Send the header `Authorization: Bearer <token>`.");
  const count = countAuthorization(request);
  if (count === 0) return null;
  if (count > 1)
    throw new CoreError("auth.ambiguous_credentials", "This request carries two Authorization headers. Send one.");
  const header = request.headers.authorization ?? "";
  const token = header.startsWith(PREFIX) ? header.slice(PREFIX.length) : "";
  return token === "" || /\s/.test(token)
    ? refuse("The Authorization header must read `Bearer <access token>`.")
    : token;
}
