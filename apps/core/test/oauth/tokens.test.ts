import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createOAuthKit, makePkce, type OAuthKit, REDIRECT } from "./oauth-kit.ts";

let kit: OAuthKit;
beforeAll(async () => {
  kit = await createOAuthKit();
  await kit.owner.principals.add.mutate({ principalId: "bot", kind: "agent", role: "user", ownerId: "olga.owner" });
});
afterAll(() => kit.stop());

const isGood = async (token: string): Promise<boolean> => (await kit.mcp(token, "tools/list")).status === 200;
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString("base64")}`,
});

describe("authorization code", () => {
  test("works once; a second use ends everything that came of it, and is on record", async () => {
    const { client_id: clientId } = await kit.register();
    const { verifier, challenge } = makePkce();
    const { code } = await kit.authorize({ client_id: clientId, code_challenge: challenge });
    const first = await kit.redeem(clientId, code, verifier);
    expect(await isGood(first.body.access_token)).toBe(true);
    expect((await kit.redeem(clientId, code, verifier)).body.error).toBe("invalid_grant");
    expect(await isGood(first.body.access_token)).toBe(false);
    expect((await kit.refresh(clientId, first.body.refresh_token ?? "")).body.error).toBe("invalid_grant");
    const { rows } = await kit.owner.audit.list.query({ action: "oauth_token.reused" });
    expect(rows[0]).toMatchObject({
      outcome: "denied",
      principalId: "olga.owner",
      reason: expect.stringContaining("code"),
    });
  });

  test("of two that use it at the same moment, neither keeps a token", async () => {
    const { client_id: clientId } = await kit.register();
    const { verifier, challenge } = makePkce();
    const { code } = await kit.authorize({ client_id: clientId, code_challenge: challenge });
    const answers = await Promise.all([1, 2, 3].map(() => kit.redeem(clientId, code, verifier)));
    const tokens = answers.flatMap(({ body }) => body.access_token ?? []);
    expect(tokens.length).toBeLessThanOrEqual(1);
    for (const token of tokens) expect(await isGood(token)).toBe(false);
  });

  test("is not another client's", async () => {
    const [own, other] = [await kit.register(), await kit.register()];
    const { verifier, challenge } = makePkce();
    const { code } = await kit.authorize({ client_id: own.client_id, code_challenge: challenge });
    expect((await kit.redeem(other.client_id, code, verifier)).body.error).toBe("invalid_grant");
  });

  test("a redirect address that comes is compared", async () => {
    const { client_id: clientId } = await kit.register();
    const { verifier, challenge } = makePkce();
    const { code } = await kit.authorize({ client_id: clientId, code_challenge: challenge });
    const other = await kit.redeem(clientId, code, verifier, { redirect_uri: `${REDIRECT}/x` });
    expect(other.body.error).toBe("invalid_grant");
  });

  test("A3: a token request for another resource is refused", async () => {
    const { client_id: clientId } = await kit.register();
    const { verifier, challenge } = makePkce();
    const { code } = await kit.authorize({ client_id: clientId, code_challenge: challenge });
    const answer = await kit.redeem(clientId, code, verifier, { resource: `${kit.url}/user` });
    expect(answer.body.error).toBe("invalid_target");
  });
});

describe("refresh token", () => {
  test("rotates: each works once and the newest goes on", async () => {
    const { clientId, refreshToken, token } = await kit.signedInClient();
    const second = await kit.refresh(clientId, refreshToken);
    const third = await kit.refresh(clientId, second.body.refresh_token ?? "");
    expect(new Set([refreshToken, second.body.refresh_token, third.body.refresh_token]).size).toBe(3);
    for (const one of [token, second.body.access_token, third.body.access_token]) expect(await isGood(one)).toBe(true);
  });

  test("A8: one that comes back ends the whole family, and administrators hear of it", async () => {
    const { clientId, refreshToken } = await kit.signedInClient();
    const second = await kit.refresh(clientId, refreshToken);
    const third = await kit.refresh(clientId, second.body.refresh_token ?? "");
    const changes: string[] = [];
    const stop = kit.running.core.modules.events.subscribe(({ type }) => void changes.push(type));
    const replay = await kit.refresh(clientId, refreshToken);
    stop();
    expect([replay.status, replay.body.error]).toEqual([400, "invalid_grant"]);
    for (const one of [second, third]) expect(await isGood(one.body.access_token)).toBe(false);
    expect((await kit.refresh(clientId, third.body.refresh_token ?? "")).body.error).toBe("invalid_grant");
    expect(changes).toContain("token.revoked");
    expect(changes).toContain("oauth_clients.changed");
    const { rows } = await kit.owner.audit.list.query({ action: "oauth_token.reused" });
    expect(rows[0]).toMatchObject({ outcome: "denied", reason: expect.stringContaining("refresh token") });
    expect(await kit.owner.oauth.listGrants.query({ clientId })).toEqual([]);
  });

  test("A8: also when both come at the same moment", async () => {
    const { clientId, refreshToken } = await kit.signedInClient();
    const answers = await Promise.all([1, 2, 3].map(() => kit.refresh(clientId, refreshToken)));
    const tokens = answers.flatMap(({ body }) => body.access_token ?? []);
    expect(tokens.length).toBeLessThanOrEqual(1);
    for (const token of tokens) expect(await isGood(token)).toBe(false);
  });

  test("can be narrowed, never widened, and is not another client's", async () => {
    const { clientId, refreshToken } = await kit.signedInClient({ scope: "mcp:tools mcp:prompts" });
    const narrow = await kit.refresh(clientId, refreshToken, { scope: "mcp:prompts" });
    expect(narrow.body.scope).toBe("mcp:prompts");
    const next = narrow.body.refresh_token ?? "";
    expect((await kit.refresh(clientId, next, { scope: "mcp:resources" })).body.error).toBe("invalid_scope");
    const { client_id: other } = await kit.register();
    expect((await kit.refresh(other, next)).body.error).toBe("invalid_grant");
    expect((await kit.refresh(clientId, next, { scope: "default" })).body.scope).toBe("mcp:tools mcp:prompts");
  });
});

describe("client_credentials", () => {
  const addClient = (more: Record<string, unknown> = {}) =>
    kit.owner.oauth.addClient.mutate({
      name: "Nightly job",
      grantTypes: ["client_credentials"],
      principalId: "bot",
      ...more,
    });

  test("acts as its agent with what the client may have, in a form and in JSON, by header and in the body", async () => {
    const { clientId, clientSecret } = await addClient();
    const form = { grant_type: "client_credentials" };
    const inBody = { ...form, client_id: clientId, client_secret: clientSecret ?? "" };
    const answers = [
      await kit.json(kit.postForm("/oauth/token", inBody)),
      await kit.json(kit.postJson("/oauth/token", { ...inBody, scope: "default" })),
      await kit.json(kit.postForm("/token", form, basic(clientId, clientSecret ?? ""))),
    ];
    for (const { status, body } of answers) {
      expect([status, body]).toEqual([
        200,
        {
          access_token: expect.any(String),
          token_type: "Bearer",
          expires_in: 3600,
          scope: "mcp:tools mcp:resources mcp:prompts",
        },
      ]);
      expect(await isGood(body.access_token)).toBe(true);
    }
    const { rows } = await kit.owner.audit.list.query({ action: "oauth_token.issue", principalId: "bot" });
    expect(rows.length).toBeGreaterThanOrEqual(3);
  });

  test("a wrong secret, none, and another client's are refused", async () => {
    const [one, two] = [await addClient(), await addClient()];
    const form = { grant_type: "client_credentials", client_id: one.clientId };
    for (const secret of [{ client_secret: "wrong" }, {}, { client_secret: two.clientSecret ?? "" }]) {
      const answer = await kit.json(kit.postForm("/oauth/token", { ...form, ...secret } as Record<string, string>));
      expect([answer.status, answer.body.error]).toEqual([401, "invalid_client"]);
    }
    const byHeader = await kit.postForm(
      "/oauth/token",
      { grant_type: "client_credentials" },
      basic(one.clientId, "no"),
    );
    expect([byHeader.status, byHeader.headers.get("www-authenticate")]).toEqual([
      401,
      expect.stringContaining("Basic"),
    ]);
  });

  test("A6: two ways to prove who it is at once are refused", async () => {
    const { clientId, clientSecret } = await addClient();
    const answer = await kit.json(
      kit.postForm(
        "/oauth/token",
        { grant_type: "client_credentials", client_secret: clientSecret ?? "" },
        basic(clientId, clientSecret ?? ""),
      ),
    );
    expect([answer.status, answer.body.error]).toEqual([400, "invalid_request"]);
  });

  test("no client gets a grant that it is not registered for", async () => {
    const { client_id: clientId, client_secret: secret = "" } = await kit.register({
      token_endpoint_auth_method: "client_secret_post",
    });
    const form = { grant_type: "client_credentials", client_id: clientId, client_secret: secret };
    expect((await kit.json(kit.postForm("/oauth/token", form))).status).toBe(400);
    const own = await addClient();
    const address = kit.authorizeUrl({ client_id: own.clientId, code_challenge: makePkce().challenge });
    expect((await fetch(kit.url + address, { redirect: "manual" })).status).toBe(400);
  });

  test("A7: gets nothing while its agent is disabled or the client is switched off", async () => {
    const { clientId, clientSecret } = await addClient();
    const form = { grant_type: "client_credentials", client_id: clientId, client_secret: clientSecret ?? "" };
    const ask = () => kit.json(kit.postForm("/oauth/token", form));
    const { body } = await ask();
    await kit.owner.principals.update.mutate({ principalId: "bot", status: "disabled" });
    expect([(await ask()).status, await isGood(body.access_token)]).toEqual([401, false]);
    await kit.owner.principals.update.mutate({ principalId: "bot", status: "active" });
    expect([(await ask()).status, await isGood(body.access_token)]).toEqual([200, true]);
    await kit.owner.oauth.setClient.mutate({ clientId, enabled: false });
    expect([(await ask()).status, await isGood(body.access_token)]).toEqual([401, false]);
    await kit.owner.oauth.setClient.mutate({ clientId, enabled: true });
    expect([(await ask()).status, await isGood(body.access_token)]).toEqual([200, true]);
    await kit.owner.oauth.removeClient.mutate({ clientId });
    expect([(await ask()).status, await isGood(body.access_token)]).toEqual([401, false]);
  });
});

describe("introspection and revocation", () => {
  const introspect = (token: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
    kit.json(kit.postForm("/oauth/introspect", { token, ...form }, headers));

  test("a client with a secret looks at its own tokens, in a form and in JSON", async () => {
    const own = await kit.owner.oauth.addClient.mutate({
      name: "Gateway",
      grantTypes: ["client_credentials"],
      principalId: "bot",
    });
    const credentials = { client_id: own.clientId, client_secret: own.clientSecret ?? "" };
    const issued = await kit.json(kit.postJson("/oauth/token", { grant_type: "client_credentials", ...credentials }));
    const token = issued.body.access_token;
    const answers = [
      await introspect(token, credentials),
      await introspect(token, {}, basic(own.clientId, own.clientSecret ?? "")),
      await kit.json(kit.postJson("/introspect", { token, ...credentials })),
    ];
    for (const { status, body } of answers)
      expect([status, body]).toEqual([
        200,
        {
          active: true,
          client_id: own.clientId,
          scope: "mcp:tools mcp:resources mcp:prompts",
          aud: `${kit.url}/mcp`,
          iss: kit.url,
          iat: expect.any(Number),
          exp: expect.any(Number),
          token_type: "Bearer",
        },
      ]);
    // One of the workspace's own clients may also look at tokens of others there.
    const { token: persons } = await kit.signedInClient();
    expect((await introspect(persons, credentials)).body).toMatchObject({ active: true, sub: expect.any(String) });
    expect((await introspect("made-up", credentials)).body).toEqual({ active: false });
  });

  test("nobody without a secret, and nobody at strangers' tokens", async () => {
    const { clientId, token } = await kit.signedInClient();
    expect((await introspect(token, {})).status).toBe(400);
    expect((await introspect(token, { client_id: clientId })).body).toEqual({ active: false });
    const stranger = await kit.register({ token_endpoint_auth_method: "client_secret_post" });
    const credentials = { client_id: stranger.client_id, client_secret: stranger.client_secret ?? "" };
    expect((await introspect(token, credentials)).body).toEqual({ active: false });
    expect((await introspect(token, { ...credentials, client_secret: "wrong" })).status).toBe(401);
  });

  test.each(["access", "refresh"])(
    "RFC 7009: an application that gives its %s token back loses all of them",
    async (kind) => {
      const { clientId, token, refreshToken } = await kit.signedInClient();
      expect(await isGood(token)).toBe(true);
      const given = kind === "access" ? token : refreshToken;
      const answer = await (kind === "access"
        ? kit.postForm("/oauth/revoke", { token: given, client_id: clientId })
        : kit.postJson("/revoke", { token: given, client_id: clientId }));
      expect(answer.status).toBe(200);
      expect(await isGood(token)).toBe(false);
      expect((await kit.refresh(clientId, refreshToken)).body.error).toBe("invalid_grant");
    },
  );

  test("somebody else's token stays good, and an unknown one is no error", async () => {
    const { token } = await kit.signedInClient();
    const { client_id: other } = await kit.register();
    for (const given of [token, "made-up"])
      expect((await kit.postForm("/oauth/revoke", { token: given, client_id: other })).status).toBe(200);
    expect(await isGood(token)).toBe(true);
  });
});

test("bodies that are neither a form nor a JSON object of texts are refused", async () => {
  const refused = [
    await kit.postJson("/oauth/token", ["grant_type"]),
    await kit.postJson("/oauth/token", { grant_type: 7 }),
    await fetch(`${kit.url}/oauth/token`, {
      method: "POST",
      body: "{",
      headers: { "content-type": "application/json" },
    }),
    await fetch(`${kit.url}/oauth/token`, { method: "POST", body: "x", headers: { "content-type": "text/plain" } }),
    await kit.postForm("/oauth/token", { grant_type: "password", username: "a", password: "b" }),
  ];
  for (const response of refused) {
    const body = (await response.json()) as { error: string };
    expect([response.status, body.error]).toEqual([
      400,
      expect.stringMatching(/invalid_request|unsupported_grant_type/),
    ]);
  }
  const twice = await fetch(`${kit.url}/oauth/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: "grant_type=refresh_token&grant_type=authorization_code&client_id=x",
  });
  expect(twice.status).toBeGreaterThanOrEqual(400);
});

test("codes, tokens, secrets and request ids are stored as hashes only, and none is in the log", async () => {
  const { clientId, token, refreshToken } = await kit.signedInClient();
  const client = new pg.Client({ connectionString: kit.running.databaseUrl });
  await client.connect();
  const tables = ["oauth_tokens", "oauth_requests", "oauth_grants", "oauth_clients"];
  let stored = "";
  for (const table of tables) stored += JSON.stringify((await client.query(`SELECT * FROM ${table}`)).rows);
  await client.end();
  expect(stored).toContain(clientId);
  for (const secret of [token, refreshToken]) {
    expect(stored).not.toContain(secret);
    expect(kit.running.logged()).not.toContain(secret);
  }
});
