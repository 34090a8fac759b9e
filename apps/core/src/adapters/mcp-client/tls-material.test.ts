import { createServer as createHttpsServer } from "node:https";
import type { TLSSocket } from "node:tls";
import type { Tls } from "@peta/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAuthority } from "./fixtures/authority.ts";
import { createConnectKit, errorOf } from "./fixtures/connect-kit.ts";
import { type FixtureApi, startApi } from "./fixtures/rest-api.ts";
import { callRest, restLaunch } from "./fixtures/rest-kit.ts";

const kit = createConnectKit();
let authority: Awaited<ReturnType<typeof createAuthority>>;
let server: FixtureApi;
let url: string;
/** A server that takes nobody without a certificate, and speaks both MCP and a small API. */
beforeAll(async () => {
  authority = await createAuthority();
  const { certificate: cert, privateKey: key } = authority.server;
  server = await startApi(
    ({ method, body }) => {
      const { id, method: asked } = method === "POST" ? (JSON.parse(body) as { id?: number; method?: string }) : {};
      if (id === undefined) return { status: method === "POST" ? 202 : 200, body: { ok: true } };
      const result =
        asked === "server/discover"
          ? {
              supportedVersions: ["2026-07-28"],
              capabilities: {},
              resultType: "complete",
              ttlMs: 0,
              cacheScope: "private",
            }
          : {};
      return { body: { jsonrpc: "2.0", id, result } };
    },
    (listener) =>
      createHttpsServer(
        { cert, key, ca: authority.ca, requestCert: true, rejectUnauthorized: true },
        (request, response) => {
          clients.push((request.socket as TLSSocket).getPeerCertificate().subject?.CN ?? null);
          listener(request, response);
        },
      ),
  );
  url = server.url.replace("http:", "https:");
});
const clients: unknown[] = [];
afterAll(async () => {
  await kit.close();
  await server.close();
});

const mutual = (): Tls => ({ ...authority.client, ca: authority.ca });
const connectHttp = (tls?: Tls) =>
  kit.connect({ transport: "http", url, headers: {}, query: { key: "a&b" }, ...(tls && { tls }) });
const connectRest = (tls?: Tls) =>
  kit.connect(restLaunch(url, [{ name: "get", method: "GET", path: "/x" }], { launch: tls ? { tls } : {} }));

describe.each([
  ["an MCP server", connectHttp],
  ["an API", connectRest],
])("%s that wants a client certificate", (_name, connect) => {
  test("gets the one of its launch configuration, and is trusted by its own authority", async () => {
    clients.length = 0;
    await connect(mutual());
    expect(clients[0]).toBe("core");
  });

  test("is not reached without, and the sentence says so", async () => {
    const error = await errorOf(connect({ ca: authority.ca }));
    expect(error).toMatchObject({ code: "server.unreachable" });
    expect(error.message).toContain("client certificate");
  });

  test("is not trusted without its authority", async () => {
    const { ca: _, ...own } = mutual();
    expect(await errorOf(connect(own))).toMatchObject({ code: "server.unreachable" });
    expect(await errorOf(connect())).toMatchObject({ code: "server.unreachable" });
  });

  test("a certificate with another's key is refused before anything is sent, and no key is named", async () => {
    const error = await errorOf(connect({ ...mutual(), privateKey: authority.server.privateKey }));
    expect(error).toMatchObject({ code: "server.launch_refused" });
    expect(JSON.stringify([error.message, error.detail, error.cause])).not.toContain("PRIVATE");
  });
});

test("certificates for a URL without TLS are refused", async () => {
  const plain = restLaunch(server.url, [{ name: "get", method: "GET", path: "/x" }], { launch: { tls: mutual() } });
  expect(await errorOf(kit.connect(plain))).toMatchObject({ code: "server.launch_refused" });
});

test("query parameters of the launch configuration go along, encoded", async () => {
  await connectHttp(mutual());
  expect(server.last().url).toBe("/v1?key=a%26b");
});

test("an API over TLS is called", async () => {
  expect(await callRest(await connectRest(mutual()), "get")).toMatchObject({ isError: false });
});
