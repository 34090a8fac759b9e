import type { RestAuth } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import { isObject } from "../../../modules/json.ts";
import { withinBounds } from "../../../modules/servers/within-bounds.ts";
import { untilAborted } from "../../../modules/until-aborted.ts";
import { isHeaderValue } from "../http/wire/http-request.ts";
import type { Clock } from "../../clock.ts";
import type { ApiClient } from "./api-client.ts";
import type { TokenSource } from "./credentials.ts";

type ClientCredentials = Extract<RestAuth, { kind: "clientCredentials" }>;

const MAX_BYTES = 65_536;
const MAX_TOKEN = 16_384;
const TIMEOUT_MS = 10_000;
/** A token that ends sooner than this is not used any more: the request takes its time, and clocks differ. */
const MARGIN_MS = 30_000;
/** RFC 6749, section 5.1: how long a token lasts that does not say it. */
const DEFAULT_LIFE_S = 300;

/**
 * Core's own access token of an API (RFC 6749, section 4.4): asked for when it is needed, one request at a time, and
 * kept until shortly before its end. Rejects with server.unreachable, server.protocol_error or server.timeout.
 */
export function createAccessTokens(auth: ClientCredentials, client: ApiClient, clock: Clock): TokenSource {
  const all = new Set<string>();
  let current: { token: string; usableUntil: number } | null = null;
  let asking: Promise<string> | null = null;

  async function ask(): Promise<string> {
    const time = withinBounds(
      clock,
      { timeoutMs: TIMEOUT_MS },
      "The authorization server of the API did not answer in time.",
    );
    try {
      const { status, body } = await client.send(tokenRequest(auth), { maxBytes: MAX_BYTES, signal: time.signal });
      const { token, lifeS } = readAnswer(status, body);
      // A few of the earlier ones: their requests may still be answered.
      if (all.size > 8) all.clear();
      all.add(token);
      current = { token, usableUntil: clock.now() + Math.max(lifeS * 1_000 - MARGIN_MS, 1_000) };
      return token;
    } finally {
      time.end();
    }
  }

  return {
    token(signal) {
      if (current && clock.now() < current.usableUntil) return Promise.resolve(current.token);
      asking ??= ask().finally(() => {
        asking = null;
      });
      return untilAborted(asking, signal);
    },
    tokens: () => [...all],
    forget() {
      current = null;
    },
  };
}

function tokenRequest(auth: ClientCredentials): Parameters<ApiClient["send"]>[0] {
  const form = new URLSearchParams({ grant_type: "client_credentials" });
  if (auth.scope !== undefined) form.set("scope", auth.scope);
  if (auth.resource !== undefined) form.set("resource", auth.resource);
  if (auth.audience !== undefined) form.set("audience", auth.audience);
  const headers: Record<string, string> = {
    accept: "application/json",
    "content-type": "application/x-www-form-urlencoded",
  };
  if (auth.authentication === "body") {
    form.set("client_id", auth.clientId);
    form.set("client_secret", auth.clientSecret);
  } else {
    // RFC 6749, section 2.3.1: both are form-encoded before they are joined.
    const pair = [auth.clientId, auth.clientSecret].map((text) =>
      new URLSearchParams([["", text]]).toString().slice(1),
    );
    headers.authorization = `Basic ${Buffer.from(pair.join(":"), "utf8").toString("base64")}`;
  }
  return { method: "POST", url: new URL(auth.tokenUrl), headers, body: form.toString() };
}

function readAnswer(status: number, body: Buffer | null): { token: string; lifeS: number } {
  const answer = parse(body);
  if (status !== 200) {
    // RFC 6749, section 5.2: the code is one word; the rest of the answer is not repeated.
    const code = typeof answer.error === "string" && /^[a-z_]{1,40}$/.test(answer.error) ? `, ${answer.error}` : "";
    throw new CoreError(
      "server.unreachable",
      `The authorization server gives Core no token for the API (HTTP ${status}${code}). Check the client id, its secret, the scope and the token URL.`,
    );
  }
  const { access_token: token, token_type: type, expires_in: life } = answer;
  const isBearer = type === undefined || (typeof type === "string" && type.toLowerCase() === "bearer");
  if (typeof token !== "string" || token === "" || token.length > MAX_TOKEN || !isHeaderValue(token) || !isBearer)
    throw new CoreError("server.protocol_error", "The authorization server of the API answered with no bearer token.");
  const lifeS = Number(life);
  return { token, lifeS: Number.isFinite(lifeS) && lifeS > 0 ? Math.min(lifeS, 86_400) : DEFAULT_LIFE_S };
}

function parse(body: Buffer | null): Record<string, unknown> {
  try {
    const answer: unknown = JSON.parse(body?.toString() ?? "");
    return isObject(answer) ? answer : {};
  } catch {
    return {};
  }
}
