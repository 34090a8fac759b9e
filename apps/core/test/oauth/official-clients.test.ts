import path from "node:path";
import {
  Client as ModernClient,
  ClientCredentialsProvider as ModernCredentials,
  StreamableHTTPClientTransport as ModernTransport,
} from "@modelcontextprotocol/client";
import { ClientCredentialsProvider as LegacyCredentials } from "@modelcontextprotocol/sdk/client/auth-extensions.js";
import { Client as LegacyClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as LegacyTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { serverOAuthSchema } from "@peta/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import { systemClock } from "../../src/adapters/clock.ts";
import { createSignInFlow } from "../../src/adapters/server-sign-in/index.ts";
import { createBrowser, createOAuthKit, type OAuthKit, REDIRECT } from "./oauth-kit.ts";

const NOTES = path.resolve(import.meta.dirname, "../../src/demo/notes-server.ts");
const INFO = { name: "official", version: "1.0.0" };

let kit: OAuthKit;
beforeAll(async () => {
  kit = await createOAuthKit();
  await kit.owner.servers.add.mutate({
    serverId: "notes",
    launch: { transport: "stdio", command: process.execPath, args: [NOTES] },
  });
  await kit.owner.principals.add.mutate({ principalId: "bot", kind: "agent", role: "user", ownerId: "olga.owner" });
  for (const principalId of ["olga.owner", "bot"])
    await kit.owner.permissions.set.mutate({ principalId, serverId: "notes", enabled: true });
});
afterAll(() => kit.stop());

/** The least that both SDKs want to keep for a sign-in; the browser is ours. */
function createProvider() {
  const kept: {
    information?: unknown;
    tokens?: { refresh_token?: string; access_token: string };
    verifier?: string;
    discovery?: unknown;
  } = {};
  let authorizationUrl: URL | undefined;
  return {
    kept,
    redirectUrl: REDIRECT,
    clientMetadata: { client_name: "Official client", redirect_uris: [REDIRECT], token_endpoint_auth_method: "none" },
    state: () => "state-of-the-client",
    clientInformation: () => kept.information,
    saveClientInformation: (information: unknown) => void (kept.information = information),
    tokens: () => kept.tokens,
    saveTokens: (tokens: { access_token: string }) => void (kept.tokens = tokens),
    redirectToAuthorization: (url: URL) => void (authorizationUrl = url),
    saveCodeVerifier: (verifier: string) => void (kept.verifier = verifier),
    codeVerifier: () => kept.verifier ?? "",
    saveDiscoveryState: (state: unknown) => void (kept.discovery = state),
    discoveryState: () => kept.discovery,
    /** What the person does: opens the address, allows it, is sent back. */
    async signIn(): Promise<URLSearchParams> {
      const browser = createBrowser(kit.url);
      const interactionId = await kit.begin(browser, authorizationUrl?.href ?? "");
      const { redirectTo } = await kit.page.oauth.decideConsent.mutate({ interactionId, decision: "allow" });
      return (await kit.finish(browser, redirectTo)).searchParams;
    },
  };
}

interface AnyTransport {
  finishAuth(code: string, iss?: string): Promise<void>;
}
interface AnyClient {
  connect(transport: unknown): Promise<void>;
  callTool(parameters: { name: string; arguments: Record<string, unknown> }): Promise<{ isError?: unknown }>;
  close(): Promise<void>;
}

const SDKS: Record<string, { client: () => unknown; transport: (url: URL, provider: unknown) => unknown }> = {
  "sdk 1.32": {
    client: () => new LegacyClient(INFO),
    transport: (url, authProvider) => new LegacyTransport(url, { authProvider: authProvider as never }),
  },
  "client 2.4, 2026-07-28": {
    client: () => new ModernClient(INFO, { versionNegotiation: { mode: { pin: "2026-07-28" } } }),
    transport: (url, authProvider) => new ModernTransport(url, { authProvider: authProvider as never }),
  },
  "client 2.4, legacy": {
    client: () => new ModernClient(INFO),
    transport: (url, authProvider) => new ModernTransport(url, { authProvider: authProvider as never }),
  },
};

describe.each(Object.keys(SDKS))("%s", (name) => {
  const sdk = SDKS[name];
  const newClient = () => sdk?.client() as AnyClient;
  const newTransport = (provider: unknown, host = "127.0.0.1") =>
    sdk?.transport(new URL(`${kit.url.replace("127.0.0.1", host)}/mcp`), provider) as AnyTransport;
  const callTool = (client: AnyClient) => client.callTool({ name: "notes__list_notes", arguments: {} });

  test.each(["127.0.0.1", "localhost"])(
    "finds the server by the challenge of %s, registers, signs in, calls, refreshes",
    async (host) => {
      const provider = createProvider();
      const first = newTransport(provider, host);
      await expect(newClient().connect(first)).rejects.toThrow(/unauthorized/i);
      const back = await provider.signIn();
      expect(back.get("state")).toBe("state-of-the-client");
      await first.finishAuth(back.get("code") ?? "", back.get("iss") ?? "");
      const client = newClient();
      await client.connect(newTransport(provider, host));
      expect((await callTool(client)).isError).not.toBe(true);
      await client.close();

      const before = provider.kept.tokens;
      provider.kept.tokens = { ...before, access_token: "run-out" };
      const again = newClient();
      await again.connect(newTransport(provider, host));
      expect((await callTool(again)).isError).not.toBe(true);
      expect(provider.kept.tokens?.refresh_token).not.toBe(before?.refresh_token);
      await again.close();
    },
  );

  test("acts by itself with a secret that an administrator gave it", async () => {
    const { clientId, clientSecret } = await kit.owner.oauth.addClient.mutate({
      name: "Job",
      grantTypes: ["client_credentials"],
      principalId: "bot",
    });
    const Credentials = name.startsWith("sdk") ? LegacyCredentials : ModernCredentials;
    const provider = new Credentials({ clientId, clientSecret: clientSecret ?? "", expectedIssuer: kit.url });
    const client = newClient();
    await client.connect(newTransport(provider));
    expect((await callTool(client)).isError).not.toBe(true);
    await client.close();
    const { rows } = await kit.owner.audit.list.query({ action: "tools/call", principalId: "bot" });
    expect(rows[0]?.outcome).toBe("allowed");
  });
});

describe("Core itself, as it signs in to servers", () => {
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const flow = createSignInFlow({ clock: systemClock, log, userAgent: "peta/test" });
  afterAll(() => flow.close());
  const request = (oauth: z.input<typeof serverOAuthSchema> = {}) => ({
    launch: { transport: "http" as const, url: `${kit.url}/mcp`, headers: {} },
    oauth: serverOAuthSchema.parse(oauth),
    challenge: null,
    known: null,
  });
  const list = (token: string) => kit.mcp(token, "tools/call", { name: "notes__list_notes", arguments: {} });

  test("finds the authorization server, registers, signs in, calls, renews, gives back", async () => {
    const [redirectUrl, state] = [REDIRECT, "state-of-core"];
    const pending = await flow.begin({ ...request(), redirectUrl, state, clientMetadataUrl: null });
    expect(pending.issuer).toBe(kit.url);
    const browser = createBrowser(kit.url);
    const interactionId = await kit.begin(browser, pending.authorizationUrl);
    const { redirectTo } = await kit.page.oauth.decideConsent.mutate({ interactionId, decision: "allow" });
    const { searchParams } = await kit.finish(browser, redirectTo);
    expect(searchParams.get("state")).toBe(state);
    const answer = { code: searchParams.get("code") ?? "", issuer: searchParams.get("iss") };
    const first = await flow.finish(pending, answer);
    expect((await list(first.accessToken)).status).toBe(200);
    const next = await flow.renew(first, request());
    expect(next.refreshToken).not.toBe(first.refreshToken);
    expect((await list(next.accessToken)).status).toBe(200);
    await flow.revoke(next, request());
    expect((await list(next.accessToken)).status).toBe(401);
    await expect(flow.renew(next, request())).rejects.toMatchObject({ code: "server.sign_in_required" });
  });

  test("gets a token by itself with a secret that an administrator gave it", async () => {
    const { clientId, clientSecret } = await kit.owner.oauth.addClient.mutate({
      name: "Another Core",
      grantTypes: ["client_credentials"],
      principalId: "bot",
    });
    const own = request({ grant: "client_credentials", clientId, clientSecret: clientSecret ?? "" });
    const credentials = await flow.renew(await flow.obtain(own), own);
    expect((await list(credentials.accessToken)).status).toBe(200);
  });
});
