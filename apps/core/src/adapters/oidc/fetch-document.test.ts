import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { generate } from "selfsigned";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createAddressGuard } from "../mcp-client/http/guard-address.ts";
import { createFetchDocument } from "./fetch-document.ts";

const invalid = expect.objectContaining({ code: "oauth_client.invalid" }) as Error;

describe("A17: only the public Internet", () => {
  const { fetch, close } = createFetchDocument();
  afterAll(() => close());
  test.each([
    "https://127.0.0.1/client",
    "https://10.1.2.3/client",
    "https://172.20.0.1/client",
    "https://192.168.1.1/client",
    "https://100.64.1.1/client",
    "https://169.254.169.254/client",
    "https://198.18.0.1/client",
    "https://[::1]/client",
    "https://[fd12::1]/client",
    "https://[::ffff:127.0.0.1]/client",
    "https://[64:ff9b::7f00:1]/client",
    "https://2130706433/client",
  ])("%s is refused", (url) => expect(fetch(url)).rejects.toThrow(invalid));

  test("a name that leads to a private address is refused before anything is sent", async () => {
    await expect(fetch("https://localhost/client")).rejects.toThrow(invalid);
  });

  test("plain http is refused", async () => {
    await expect(fetch("http://example.com/client")).rejects.toThrow(/https/);
  });
});

describe("from a server that is reached", () => {
  const paths: string[] = [];
  let base: string;
  let server: ReturnType<typeof createServer>;
  let documents: ReturnType<typeof createFetchDocument>;

  beforeAll(async () => {
    const { private: key, cert } = await generate([{ name: "commonName", value: "localhost" }], {
      extensions: [{ name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] }],
    });
    server = createServer({ key, cert }, (request, response) => {
      paths.push(request.url ?? "");
      const json = { "content-type": "application/json; charset=utf-8", "cache-control": "public, max-age=120" };
      switch (request.url) {
        case "/good":
          return response.writeHead(200, json).end('{"client_id":"x"}');
        case "/moved":
          return response.writeHead(302, { location: "/good" }).end();
        case "/html":
          return response.writeHead(200, { "content-type": "text/html" }).end("<p>hello</p>");
        case "/broken":
          return response.writeHead(200, json).end("{");
        case "/large":
          return response.writeHead(200, json).end(JSON.stringify({ client_name: "x".repeat(5_000) }));
        case "/slow":
          response.writeHead(200, json).write("{");
          return undefined;
        default:
          return response.writeHead(404).end();
      }
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    base = `https://localhost:${(server.address() as AddressInfo).port}`;
    // The server is on this machine, which the guard of the product refuses.
    documents = createFetchDocument({ guard: createAddressGuard(), ca: cert, maxBytes: 4_000, timeoutMs: 500 });
  });
  afterAll(async () => {
    await documents.close();
    server.closeAllConnections();
    server.close();
  });

  test("a document comes with how long it is fresh", async () => {
    expect(await documents.fetch(`${base}/good`)).toEqual({ document: { client_id: "x" }, maxAgeSeconds: 120 });
  });

  test("A17: a redirect is not followed", async () => {
    paths.length = 0;
    await expect(documents.fetch(`${base}/moved`)).rejects.toThrow(/status 302/);
    expect(paths).toEqual(["/moved"]);
  });

  test.each(["/html", "/broken", "/missing"])("A17: %s is no document", async (path) => {
    await expect(documents.fetch(base + path)).rejects.toThrow(invalid);
  });

  test.each(["/large", "/slow"])("A17: %s is given up", async (path) => {
    await expect(documents.fetch(base + path)).rejects.toThrow(/size|time|abort/i);
  });
});
