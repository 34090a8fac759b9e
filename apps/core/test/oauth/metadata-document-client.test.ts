import type { AddressInfo } from "node:net";
import { createDb } from "@peta/db";
import Fastify from "fastify";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemClock } from "../../src/adapters/clock.ts";
import { createVault } from "../../src/adapters/crypto/index.ts";
import { createOAuthParts } from "../../src/compose/oauth.ts";
import { CoreError } from "../../src/errors.ts";
import type { Caller } from "../../src/modules/principals/principal.ts";
import { createBrowser, createOAuthKit, makePkce, type OAuthKit, REDIRECT, type OAuthAnswer } from "./oauth-kit.ts";

const CLIENT = "https://client.example/oauth/metadata.json";
const silent = () => {};
const log = { debug: silent, info: silent, warn: silent, error: silent };

let kit: OAuthKit;
let parts: ReturnType<typeof createOAuthParts>;
let caller: Caller;
let url: string;
let close: () => Promise<void>;
const documents = new Map<string, () => unknown>();

/** The authorization server as Core has it, on the same database, with a twin of the public Internet. */
beforeAll(async () => {
  kit = await createOAuthKit();
  const { principals, events, audit } = kit.running.core.modules;
  const db = createDb(kit.running.databaseUrl);
  const workspaceId = (await kit.running.core.findOwner())?.workspaceId ?? "";
  const app = Fastify();
  parts = createOAuthParts({
    prisma: db.prisma,
    vault: createVault(new Uint8Array(32).fill(7)),
    events,
    clock: systemClock,
    log,
    audit: audit.recorder,
    principals,
    workspaceName: async () => ({ name: "Main" }),
    settings: { canRegister: true, clientDomains: null },
    async fetchDocument(address) {
      const document = documents.get(address);
      if (!document)
        throw new CoreError("oauth_client.invalid", "The client's metadata document answered with the status 404.");
      return { document: document(), maxAgeSeconds: null };
    },
  });
  await parts.mount(app, { clientAddress: () => "127.0.0.1", admitAddress: () => {} });
  await app.listen({ host: "127.0.0.1", port: 0 });
  url = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
  parts.start(url);
  caller = {
    principal: await principals.findPrincipal(workspaceId, "olga.owner"),
    credential: { kind: "console_session", sessionId: "browser" },
    channel: "console",
    ipAddress: null,
  };
  close = async () => {
    await app.close();
    await parts.close();
    await db.close();
    await kit.stop();
  };
});
afterAll(() => close());

const authorizeUrl = (clientId: string, challenge: string): string =>
  `${url}/oauth/authorize?${new URLSearchParams({
    client_id: clientId,
    redirect_uri: REDIRECT,
    response_type: "code",
    code_challenge: challenge,
    code_challenge_method: "S256",
  }).toString()}`;

test("a client that is known by its document signs a person in; the page warns of where the answer goes (A18)", async () => {
  documents.set(CLIENT, () => ({
    client_id: CLIENT,
    client_name: "Example",
    client_uri: "https://client.example",
    redirect_uris: ["http://127.0.0.1/callback"],
    grant_types: ["authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"],
    token_endpoint_auth_method: "none",
  }));
  const { verifier, challenge } = makePkce();
  const browser = createBrowser(url);
  const interactionId = await kit.begin(browser, authorizeUrl(CLIENT, challenge));
  expect(await parts.oauth.showConsent(caller, interactionId)).toMatchObject({
    clientId: CLIENT,
    clientName: "Example",
    origin: "metadata_document",
    redirectHost: "127.0.0.1:51234",
    isLoopbackRedirect: true,
  });
  const { redirectTo } = await parts.oauth.decideConsent(caller, { interactionId, decision: "allow" });
  let address = redirectTo;
  for (let hops = 0; hops < 3 && !address.startsWith(REDIRECT); hops++)
    address = (await browser.get(new URL(address, url).href)).headers.get("location") ?? "";
  const form = {
    grant_type: "authorization_code",
    client_id: CLIENT,
    code: new URL(address).searchParams.get("code") ?? "",
    code_verifier: verifier,
    redirect_uri: REDIRECT,
  };
  const answer = await fetch(`${url}/oauth/token`, { method: "POST", body: new URLSearchParams(form) });
  const tokens = (await answer.json()) as OAuthAnswer;
  expect([answer.status, tokens.scope]).toEqual([200, "mcp:tools mcp:resources mcp:prompts"]);
  expect((await parts.authenticate(tokens.access_token, "mcp")).principal.handle).toBe("olga.owner");
  const [client] = (await parts.oauth.listClients(caller)).filter((one) => one.clientId === CLIENT);
  expect(client).toMatchObject({ name: "Example", origin: "metadata_document", activeGrants: 1 });
});

test.each([
  ["no document", undefined, /status 404/],
  [
    "a document about somebody else",
    { client_id: "https://victim.example/m", redirect_uris: [REDIRECT] },
    /another client_id/,
  ],
  [
    "one with a secret's authentication",
    { redirect_uris: [REDIRECT], token_endpoint_auth_method: "client_secret_basic" },
    /token_endpoint_auth_method/,
  ],
  [
    "one that asks for the desktop application's scope",
    { redirect_uris: [REDIRECT], scope: "peta:user" },
    /desktop application/,
  ],
])("A17: %s is a page for the person, and a sentence for the client", async (name, document, sentence) => {
  const clientId = `https://client.example/${encodeURIComponent(name)}`;
  if (document) documents.set(clientId, () => ({ client_id: clientId, ...document }));
  const page = await fetch(authorizeUrl(clientId, makePkce().challenge), {
    redirect: "manual",
    headers: { accept: "text/html" },
  });
  expect([page.status, page.headers.get("location")]).toEqual([400, null]);
  expect(await page.text()).toMatch(sentence);
  const form = new URLSearchParams({ grant_type: "refresh_token", refresh_token: "x", client_id: clientId });
  const answer = await fetch(`${url}/oauth/token`, { method: "POST", body: form });
  expect(await answer.json()).toMatchObject({
    error: "invalid_client",
    error_description: expect.stringMatching(sentence),
  });
});

test("A12: a redirect address that the document does not name is refused", async () => {
  documents.set(CLIENT, () => ({ client_id: CLIENT, redirect_uris: ["https://client.example/cb"] }));
  const other = `${CLIENT}?2`;
  documents.set(other, () => ({ client_id: other, redirect_uris: ["https://client.example/cb"] }));
  const page = await fetch(authorizeUrl(other, makePkce().challenge), { redirect: "manual" });
  expect([page.status, page.headers.get("location")]).toEqual([400, null]);
});
