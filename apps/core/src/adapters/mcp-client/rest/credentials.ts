import type { RestLaunch } from "@peta/contract";
import { isSecretName } from "../../../modules/servers/launch-view.ts";
import type { ApiRequest } from "./api-request.ts";
import { createMask } from "../stdio/mask-secrets.ts";
import { withQuery } from "../with-query.ts";

/** What goes along with every request, and what of it must never be seen again. */
export interface Credentials {
  /** The request with everything that Core adds. Rejects with a CoreError where no token is to be had. */
  addTo(request: ApiRequest, signal: AbortSignal): Promise<ApiRequest>;
  /** The text without anything secret that may have been sent. */
  mask(text: string): string;
  /** The API refused them (HTTP 401). True where the next request will carry others. */
  refused(): boolean;
}

/** Where a token comes from that has to be asked for. */
export interface TokenSource {
  token(signal: AbortSignal): Promise<string>;
  /** Every token that is or was in use. */
  tokens(): readonly string[];
  forget(): void;
}

/** Places credentials: headers and query parameters, each as a value of its own (A46). */
export function createCredentials(launch: RestLaunch, tokens: TokenSource | null): Credentials {
  const { auth } = launch;
  const fixed: Record<string, string> = {};
  for (const [name, value] of Object.entries(launch.headers)) fixed[name.toLowerCase()] = value;
  const query = Object.entries(launch.query);
  if (auth.kind === "bearer") fixed.authorization = `Bearer ${auth.token}`;
  if (auth.kind === "basic") fixed.authorization = `Basic ${basicOf(auth.username, auth.password)}`;
  if (auth.kind === "apiKey" && auth.in === "header")
    fixed[auth.name.toLowerCase()] = `${auth.prefix ?? ""}${auth.value}`;
  if (auth.kind === "apiKey" && auth.in === "query") query.push([auth.name, auth.value]);
  const always = [
    ...secretsIn(launch.headers),
    ...secretsIn(launch.query),
    ...(auth.kind === "bearer" ? [auth.token] : []),
    ...(auth.kind === "basic" ? [auth.password, basicOf(auth.username, auth.password)] : []),
    ...(auth.kind === "apiKey" ? [auth.value] : []),
    ...(auth.kind === "clientCredentials" ? [auth.clientSecret] : []),
  ];
  let masked: { tokens: readonly string[]; mask: (text: string) => string } | null = null;
  return {
    async addTo(request, signal) {
      const url = query.reduce((so, [name, value]) => withQuery(so, name, value), request.url);
      const headers = { ...request.headers, ...fixed };
      if (tokens) headers.authorization = `Bearer ${await tokens.token(signal)}`;
      return { ...request, url, headers };
    },
    mask(text) {
      const inUse = tokens?.tokens() ?? [];
      const isKnown =
        masked && masked.tokens.length === inUse.length && inUse.every((one, i) => one === masked?.tokens[i]);
      if (!masked || !isKnown) masked = { tokens: inUse, mask: createMask([...always, ...inUse]) };
      return masked.mask(text);
    },
    refused() {
      tokens?.forget();
      return tokens !== null;
    },
  };
}

/** A revision or a media type in a header is no secret, and may stand in any answer. */
const LONG_ENOUGH = 20;
const secretsIn = (values: Readonly<Record<string, string>>): string[] =>
  Object.entries(values)
    .filter(([name, value]) => isSecretName(name) || value.length >= LONG_ENOUGH)
    // `Bearer x`, and x alone.
    .flatMap(([, value]) => [value, value.slice(value.indexOf(" ") + 1)]);

const basicOf = (username: string, password: string): string =>
  Buffer.from(`${username}:${password}`, "utf8").toString("base64");
