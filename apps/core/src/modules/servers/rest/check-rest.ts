import type { RestAuth, RestLaunch } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import { checkHeaders } from "../check-headers.ts";
import { checkTool } from "./check-tool.ts";

const refuse = (message: string): never => {
  throw new CoreError("server.launch_refused", message);
};

/**
 * Checks the configuration of a REST API as far as its text goes; addresses are checked when they are dialled.
 * Throws CoreError server.launch_refused, which repeats no credential (A36, A46).
 */
export function checkRest({ definition, auth, headers, query }: RestLaunch): void {
  checkAddress(definition.baseUrl, "base URL");
  if (auth.kind === "clientCredentials") checkAddress(auth.tokenUrl, "token URL");
  checkHeaders({ ...withoutAccept(headers), ...headersOf(auth) });
  const taken = {
    headers: lower([...Object.keys(headers), ...credentialNames(auth, "header")]),
    query: Object.keys(query),
  };
  for (const name of credentialNames(auth, "header")) {
    if (lower(Object.keys(headers)).includes(name.toLowerCase()))
      refuse(`Both the way to sign in and the headers set ${name}. Leave one of them away.`);
  }
  for (const name of credentialNames(auth, "query")) {
    if (taken.query.includes(name))
      refuse(`Both the way to sign in and the query set ${name}. Leave one of them away.`);
    taken.query.push(name);
  }
  const names = new Set<string>();
  for (const tool of definition.tools) {
    if (names.has(tool.name)) refuse(`Two tools are called "${tool.name}". Give each a name of its own.`);
    names.add(tool.name);
    checkTool(tool, taken);
  }
}

const lower = (names: readonly string[]): string[] => names.map((name) => name.toLowerCase());

function checkAddress(text: string, what: string): void {
  if (!URL.canParse(text)) refuse(`The ${what} cannot be read. Give it in full: https://host/path`);
  const url = new URL(text);
  if (url.username !== "" || url.password !== "")
    refuse(
      `The ${what} carries a user name or a password. Choose the way to sign in "basic", which Core keeps sealed.`,
    );
}

function credentialNames(auth: RestAuth, place: "header" | "query"): string[] {
  if (auth.kind === "none") return [];
  if (auth.kind === "apiKey") return auth.in === place ? [auth.name] : [];
  return place === "header" ? ["Authorization"] : [];
}

/** Some APIs take their version from it; everything else that Core sets stays its own. */
const withoutAccept = (headers: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [/^accept$/i.test(name) ? "x-accept" : name, value]),
  );

/** The header that signs in, where its value is known before the first request. */
function headersOf(auth: RestAuth): Record<string, string> {
  if (auth.kind === "bearer") return { Authorization: `Bearer ${auth.token}` };
  if (auth.kind === "apiKey" && auth.in === "header") return { [auth.name]: `${auth.prefix ?? ""}${auth.value}` };
  return {};
}
