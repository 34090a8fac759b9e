import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { RestLaunch } from "@peta/contract";
import { TestClock } from "../../clock.ts";
import { createConnectKit, errorOf } from "../fixtures/connect-kit.ts";
import { type ApiReply, type FixtureApi, type SeenApiRequest, startApi } from "../fixtures/rest-api.ts";
import { callRest, restLaunch } from "../fixtures/rest-kit.ts";

const clock = new TestClock();
const kit = createConnectKit({ clock });
let api: FixtureApi;
let reply: (request: SeenApiRequest) => ApiReply | undefined;
beforeAll(async () => {
  api = await startApi((request) => reply(request));
});
beforeEach(() => {
  reply = () => ({ body: {} });
  api.seen.length = 0;
});
afterAll(async () => {
  await kit.close();
  await api.close();
});

type Launch = Partial<Omit<RestLaunch, "transport" | "definition">>;
const TOOLS: Parameters<typeof restLaunch>[1] = [
  { name: "get", method: "GET", path: "/x", parameters: [{ name: "q", in: "query" }] },
  { name: "post", method: "POST", path: "/x" },
];
const connect = (launch: Launch) => kit.connect(restLaunch(api.url, TOOLS, { launch }));

describe("ways to sign in", () => {
  test.each<[string, Launch, object]>([
    ["bearer", { auth: { kind: "bearer", token: "tok-1" } }, { headers: { authorization: "Bearer tok-1" } }],
    [
      "basic",
      { auth: { kind: "basic", username: "ü", password: "p:w" } },
      { headers: { authorization: "Basic w7w6cDp3" } },
    ],
    [
      "a key in a header",
      { auth: { kind: "apiKey", in: "header", name: "X-Key", value: "k", prefix: "Token " } },
      { headers: { "x-key": "Token k" } },
    ],
    [
      "a key in the query",
      { auth: { kind: "apiKey", in: "query", name: "key", value: "a b&c" } },
      { url: "/v1/x?q=1%2B1&key=a%20b%26c" },
    ],
    [
      "headers and query",
      { headers: { "X-Own": "h", Accept: "application/vnd.x+json" }, query: { tenant: "t" } },
      { headers: { "x-own": "h", accept: "application/vnd.x+json" }, url: "/v1/x?q=1%2B1&tenant=t" },
    ],
  ])("%s", async (_name, launch, expected) => {
    await callRest(await connect(launch), "get", { q: "1+1" });
    expect(api.last()).toMatchObject(expected);
  });

  test("a probe that the API refuses says that it is the credentials", async () => {
    reply = () => ({ status: 401 });
    const launch = restLaunch(api.url, TOOLS, { probe: "/me", launch: { auth: { kind: "bearer", token: "wrong" } } });
    const error = await errorOf(kit.connect(launch));
    expect(error).toMatchObject({ code: "server.unreachable" });
    expect(error.message).toContain("refuses Core's credentials");
    expect(api.last()).toMatchObject({ method: "GET", url: "/v1/me" });
  });
});

describe("client credentials", () => {
  const auth = (more: object = {}): Launch => ({
    auth: {
      kind: "clientCredentials",
      tokenUrl: api.url.replace("/v1", "/token"),
      clientId: "core",
      clientSecret: "s3cr3t/&",
      scope: "read write",
      authentication: "basic",
      ...more,
    },
  });
  let issued = 0;
  const authorizationServer = (request: SeenApiRequest): ApiReply => {
    if (request.url !== "/token") return { body: { saw: request.headers.authorization } };
    return { body: { access_token: `token-number-${++issued}`, token_type: "Bearer", expires_in: 100 } };
  };
  beforeEach(() => {
    issued = 0;
    reply = authorizationServer;
  });
  const tokenRequests = () => api.seen.filter(({ url }) => url === "/token");

  test("a token is asked for once, kept, and renewed before it ends", async () => {
    const connection = await connect(auth());
    await Promise.all([callRest(connection, "get"), callRest(connection, "post")]);
    expect(tokenRequests()).toHaveLength(1);
    expect(tokenRequests()[0]).toMatchObject({
      body: "grant_type=client_credentials&scope=read+write",
      headers: { authorization: `Basic ${Buffer.from("core:s3cr3t%2F%26").toString("base64")}` },
    });
    expect(api.last().headers.authorization).toBe("Bearer token-number-1");
    clock.advance(69_000);
    await callRest(connection, "get");
    expect(tokenRequests()).toHaveLength(1);
    clock.advance(2_000);
    await callRest(connection, "get");
    expect(api.last().headers.authorization).toBe("Bearer token-number-2");
  });

  test("who gives up while a token is asked for is let go at once", async () => {
    const connection = await connect(auth());
    clock.advance(100_000);
    reply = (request) => (request.url === "/token" ? undefined : {});
    const controller = new AbortController();
    const call = errorOf(callRest(connection, "get", {}, { signal: controller.signal }));
    await expect.poll(() => tokenRequests().length).toBe(2);
    controller.abort();
    expect(await call).toMatchObject({ code: "request.cancelled" });
  });

  test("the secret may stand in the body", async () => {
    await connect(auth({ authentication: "body", audience: "https://api" }));
    expect(tokenRequests()[0]?.body).toBe(
      "grant_type=client_credentials&scope=read+write&audience=https%3A%2F%2Fapi&client_id=core&client_secret=s3cr3t%2F%26",
    );
    expect(tokenRequests()[0]?.headers.authorization).toBeUndefined();
  });

  test("A43: a token that the API no longer takes is renewed; what only reads is asked once more, nothing else is", async () => {
    const connection = await connect(auth());
    reply = (request) =>
      request.url !== "/token" && request.headers.authorization !== "Bearer token-number-2"
        ? { status: 401 }
        : authorizationServer(request);
    expect(await callRest(connection, "get")).toMatchObject({ isError: false });
    reply = (request) => (request.url === "/token" ? authorizationServer(request) : { status: 401 });
    api.seen.length = 0;
    const error = await errorOf(callRest(connection, "post"));
    expect(error).toMatchObject({ code: "server.unreachable" });
    expect(api.seen.filter(({ method, url }) => method === "POST" && url === "/v1/x")).toHaveLength(1);
  });

  test("an authorization server that refuses is named with its code and nothing else", async () => {
    reply = () => ({ status: 401, body: { error: "invalid_client", error_description: "secret s3cr3t/& is wrong" } });
    const error = await errorOf(connect(auth()));
    expect(error).toMatchObject({ code: "server.unreachable" });
    expect(error.message).toContain("invalid_client");
    expect(JSON.stringify([error.message, error.detail])).not.toContain("s3cr3t");
    reply = () => ({ body: { access_token: "x\r\ny", token_type: "Bearer" } });
    expect(await errorOf(connect(auth()))).toMatchObject({ code: "server.protocol_error" });
    reply = () => ({ body: { access_token: "x", token_type: "mac" } });
    expect(await errorOf(connect(auth()))).toMatchObject({ code: "server.protocol_error" });
    reply = () => ({ status: 302, headers: { location: "/elsewhere" } });
    expect(await errorOf(connect(auth()))).toMatchObject({ code: "server.unreachable" });
  });
});

describe("A28: no credential comes back, whatever the API says", () => {
  const CANARY = 'canary-"7f3a9b/+é';
  const everything = (request: SeenApiRequest): ApiReply => ({
    body: {
      url: request.url,
      headers: request.headers,
      [String(request.headers.authorization)]: [request.headers["x-api-key"]],
    },
  });
  const canaries = [
    CANARY,
    encodeURIComponent(CANARY),
    JSON.stringify(CANARY).slice(1, -1),
    Buffer.from(`me:${CANARY}`).toString("base64"),
  ];

  test.each<[string, Launch]>([
    ["basic", { auth: { kind: "basic", username: "me", password: CANARY } }],
    ["query", { auth: { kind: "apiKey", in: "query", name: "api_key", value: CANARY } }],
    ["own header", { headers: { "X-Api-Key": CANARY } }],
    ["own query", { query: { token: CANARY } }],
    ["header", { auth: { kind: "apiKey", in: "header", name: "X-Api-Key", value: CANARY } }],
    ["bearer", { auth: { kind: "bearer", token: CANARY } }],
  ])("%s", async (_name, launch) => {
    const connection = await connect(launch);
    for (const status of [200, 400]) {
      reply = (request) => ({ ...everything(request), status });
      const answer = JSON.stringify(await callRest(connection, "get"));
      for (const canary of canaries) expect(answer).not.toContain(canary);
      expect(answer).toContain("••••••");
    }
    reply = (request) => ({
      headers: { "content-type": "text/plain" },
      body: JSON.stringify(everything(request).body),
    });
    for (const canary of canaries) expect((await callRest(connection, "get")).text).not.toContain(canary);
    expect(JSON.stringify(kit.logged)).not.toContain("7f3a9b");
  });

  test.each([
    [200, "canary\\/7f3a9b+x"],
    [400, "canary\\/7f3a9b+x"],
    [200, "\\u0063anary/7f3a9b+x"],
  ])("however the API escapes what it repeats (HTTP %i, %s)", async (status, escaped) => {
    const connection = await connect({ auth: { kind: "bearer", token: "canary/7f3a9b+x" } });
    reply = () => ({ status, headers: { "content-type": "application/json" }, body: `{"told":"${escaped}"}` });
    const answer = JSON.stringify(await callRest(connection, "get"));
    expect(answer).toContain("••••••");
    expect(answer).not.toContain("7f3a9b");
  });

  test("numbers and words that are no secrets stay as they are", async () => {
    const connection = await connect({
      headers: { "X-Version": "2022-11-28" },
      auth: { kind: "bearer", token: "12345" },
    });
    reply = () => ({ body: { on: "2022-11-28", count: 12345, told: "12345" } });
    expect((await callRest(connection, "get")).structured).toEqual({ on: "2022-11-28", count: 12345, told: "••••••" });
  });
});
