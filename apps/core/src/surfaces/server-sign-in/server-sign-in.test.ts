import Fastify, { type FastifyInstance } from "fastify";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TestClock } from "../../adapters/clock.ts";
import { CoreError } from "../../errors.ts";
import type { FinishedSignIn, SignInAnswer } from "../../modules/servers/sign-in/finish-sign-in.ts";
import { mountServerSignIn } from "./index.ts";

const STATE = "s".repeat(43);
const BROWSER = "b".repeat(43);
let app: FastifyInstance;
let clock: TestClock;
let publicUrl: string;
let refusal: CoreError | null;
let finished: FinishedSignIn | Error;
let heard: { answer: SignInAnswer; browser: string | null } | null;
const logged: unknown[] = [];
beforeEach(async () => {
  app = Fastify();
  clock = new TestClock();
  publicUrl = "https://peta.example";
  refusal = heard = null;
  finished = { kind: "done", serverId: "guarded" };
  logged.length = 0;
  const log = (fields: unknown) => void logged.push(fields);
  await mountServerSignIn(app, {
    signIn: {
      open: (state, browser) =>
        state === STATE
          ? { authorizationUrl: "https://auth.example/authorize?state=s", browser: browser ?? BROWSER }
          : "unknown",
      async finish(answer, browser) {
        heard = { answer, browser };
        if (finished instanceof Error) throw finished;
        return finished;
      },
    },
    publicUrl: () => publicUrl,
    clientAddress: () => "192.0.2.1",
    admitAddress() {
      if (refusal) throw refusal;
    },
    clock,
    log: { debug: log, info: log, warn: log, error: log },
  });
});
afterEach(() => app.close());

const go = () => app.inject(`/server-sign-in/go/${STATE}`);
const callback = (query: string, cookie?: string) =>
  app.inject({ url: `/server-sign-in/callback?${query}`, headers: cookie === undefined ? {} : { cookie } });

test("over https the cookie is kept by https alone", async () => {
  const { headers } = await go();
  expect(headers.location).toBe("https://auth.example/authorize?state=s");
  expect(headers["set-cookie"]).toMatch(
    /^__Secure-peta-sign-in-[0-9a-f]{16}=b{43}; Path=\/server-sign-in; HttpOnly; SameSite=Lax; Secure; Max-Age=600$/,
  );
});

test("the cookie that comes back is the one of this sign-in, whatever else the browser has", async () => {
  const pair = String((await go()).headers["set-cookie"]).split(";", 1)[0] ?? "";
  const other = pair.replace(/in-[0-9a-f]{16}=b+/, `in-${"0".repeat(16)}=${"x".repeat(43)}`);
  await callback(`code=c&state=${STATE}&iss=https%3A%2F%2Fauth.example`, `${other}; theme=dark; ${pair}`);
  expect(heard).toEqual({
    answer: { state: STATE, code: "c", error: null, issuer: "https://auth.example" },
    browser: BROWSER,
  });
  await callback(`code=c&state=${STATE}`, other);
  expect(heard?.browser).toBeNull();
});

test("a parameter that comes twice says nothing, and is not as if it were absent (A14)", async () => {
  await callback(`code=a&code=b&state=${STATE}&iss=https://auth.example&iss=https://attacker.example`);
  expect(heard?.answer).toEqual({ state: STATE, code: "", error: null, issuer: "" });
});

test("what an authorization server has said is text on the page, and nothing else", async () => {
  finished = { kind: "failed", serverId: "guarded", message: `It said "<script>alert(1)</script>".` };
  const { body, statusCode } = await callback(`code=c&state=${STATE}`);
  expect(statusCode).toBe(400);
  expect(body).toContain("&#60;script&#62;");
  expect(body).not.toContain("<script");
});

test("what breaks inside Core is logged without the query, and the page tells nothing of it", async () => {
  finished = new Error("a detail from inside");
  const { body, statusCode } = await callback(`code=secret-code&state=${STATE}`);
  expect(statusCode).toBe(500);
  expect(body).not.toContain("a detail");
  expect(logged).toHaveLength(1);
  expect(JSON.stringify(logged)).not.toContain("secret-code");
});

test("an address that no workspace lets in gets nothing", async () => {
  refusal = new CoreError("network.address_refused", "Not from this address.");
  for (const path of [`/server-sign-in/go/${STATE}`, "/server-sign-in/callback", "/server-sign-in/client.json"]) {
    const { statusCode, body } = await app.inject(path);
    expect([path, statusCode]).toEqual([path, 403]);
    expect(body).toContain("Not from this address.");
  }
  expect(heard).toBeNull();
});

test("whoever guesses is stopped for the rest of the minute", async () => {
  for (let n = 0; n < 60; n++) expect((await app.inject(`/server-sign-in/go/guess-${n}`)).statusCode).toBe(400);
  expect((await go()).statusCode).toBe(429);
  clock.advance(60_000);
  expect((await go()).statusCode).toBe(303);
});

test("Core describes itself under its https address, and under no other", async () => {
  const document = await app.inject("/server-sign-in/client.json");
  expect(document.json()).toEqual({
    client_id: "https://peta.example/server-sign-in/client.json",
    client_name: "Peta",
    client_uri: "https://peta.example",
    redirect_uris: ["https://peta.example/server-sign-in/callback"],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  });
  publicUrl = "http://127.0.0.1:3002";
  expect((await app.inject("/server-sign-in/client.json")).statusCode).toBe(404);
});
