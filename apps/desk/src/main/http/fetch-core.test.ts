import { createServer, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { generate } from "selfsigned";
import { afterEach, expect, test } from "vitest";
import { createFetchCore } from "./fetch-core.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
async function listen(server: Server, scheme = "http"): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
const ask = (origin: string, timeoutMs?: number) =>
  createFetchCore({ fetch, origin, ...(timeoutMs !== undefined && { timeoutMs }) })(`${origin}/trpc`, {
    headers: { authorization: "Bearer peta_secret" },
  });

test("a redirect is not followed: the token reaches nobody else", async () => {
  const seen: (string | undefined)[] = [];
  const other = await listen(
    createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end();
    }),
  );
  const origin = await listen(createServer((_request, response) => response.writeHead(307, { location: other }).end()));
  await expect(ask(origin)).rejects.toMatchObject({
    code: "desk.not_core",
    message: expect.stringContaining(`sends requests on to ${other}`),
  });
  expect(seen).toEqual([]);
});

test("a certificate that nobody vouches for is refused, and the request never sent", async () => {
  const { private: key, cert } = await generate([{ name: "commonName", value: "127.0.0.1" }]);
  let requests = 0;
  const server = createSecureServer({ key, cert }, (_request, response) => {
    requests++;
    response.end();
  });
  const origin = await listen(server, "https");
  await expect(ask(origin)).rejects.toMatchObject({
    code: "desk.certificate",
    message: expect.stringMatching(/not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)/),
  });
  expect(requests).toBe(0);
});

test("who does not answer is said to be away, without the token", async () => {
  const silent = await listen(createServer(() => {}));
  const late = await ask(silent, 50).catch((error: unknown) => error as Error);
  expect(late).toMatchObject({ code: "desk.offline", message: expect.stringContaining("did not answer in time") });
  const gone = await listen(createServer());
  servers.at(-1)?.close();
  await expect(ask(gone)).rejects.toMatchObject({
    code: "desk.offline",
    message: expect.stringContaining("does not answer"),
  });
  expect(JSON.stringify(late)).not.toContain("peta_secret");
});
