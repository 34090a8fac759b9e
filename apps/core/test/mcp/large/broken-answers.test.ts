import { afterAll, beforeAll, expect, it } from "vitest";
import { legacyHeaders, openStream, rpc, send } from "../raw-client.ts";
import { createLargeWorld, type LargeWorld, SERVERS, type ServerId, uriOf } from "./large-world.ts";

const BYTES = 3_000_000;

let world: LargeWorld;
beforeAll(async () => {
  world = await createLargeWorld();
});
afterAll(() => world.stop());

/** What became of a read: an error of the protocol, a result, or a connection that broke. */
const fateOf = async (server: ServerId, how: string, bytes = BYTES): Promise<string> => {
  try {
    const { body } = await world.read("legacy", uriOf(server, bytes, how));
    return body.error?.message ?? `a result of ${Object.keys(body.result ?? {}).join()}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? "broken";
  }
};
const transfers = async () => (await world.api.audit.list.query({ action: "answer.transfer", limit: 100 })).rows;

it.each([
  ["no-utf8", ["legacy-http", "modern-stdio"]],
  ["no-json", ["legacy-http", "legacy-events", "modern-stdio"]],
  ["twice", ["legacy-events", "modern-stdio"]],
  ["id-twice", ["modern-http", "modern-stdio"]],
] as const)(
  "an answer that turns out to be wrong on its way is never one that seems whole: %s (A30)",
  async (how, on) => {
    for (const server of on) {
      const before = (await transfers()).length;
      expect(await fateOf(server, how)).toBe("ECONNRESET");
      const end = await world.record("answer.transfer", before + 1);
      expect(end).toMatchObject({ outcome: "failed", errorCode: "server.protocol_error", serverId: server });
      expect(end?.reason).toMatch(/^The large answer was broken off after \d{6,} bytes\./);
      // The line goes on.
      expect((await world.call(server, 3)).body.result).toMatchObject({ content: [{ text: "xxx" }] });
    }
  },
);

it.each(["legacy-http", "legacy-events", "legacy-stdio"] as const)(
  "an answer of %s that breaks off is never one that seems whole, and is recorded as failed (A43)",
  async (server) => {
    const before = (await transfers()).length;
    // An error where nothing had left yet.
    expect(await fateOf(server, "dies")).toMatch(
      /^(ECONNRESET|The connection to the server broke|The server's process)/,
    );
    expect(await world.record("answer.transfer", before + 1)).toMatchObject({
      outcome: "failed",
      errorCode: "server.died",
    });
    expect((await world.call(server, 3)).body.result).toMatchObject({ content: [{ text: "xxx" }] });
  },
);

it("an answer under an id that nobody waits for reaches nobody, wherever the id stands (A21)", async () => {
  const before = (await transfers()).length;
  for (const how of ["wrong-id", "wrong-id-last"])
    for (const server of ["legacy-http", "legacy-events"] as const)
      expect(await fateOf(server, how)).toMatch(/^The server ended its answer \(HTTP 200\) without answering/);
  expect(await transfers()).toHaveLength(before);
});

it("over stdio, an answer under the id of a finished request is dropped, and the next request has its own (A21, A43)", async () => {
  await world.api.servers.update.mutate({ serverId: "modern-stdio", settings: { callTimeoutMs: 1_000 } });
  expect(await fateOf("modern-stdio", "other-id")).toMatch(/^The server did not answer within 1000 ms/);
  expect(await fateOf("modern-stdio", "plain", 1_200_000)).toBe("a result of contents,_meta,x-unknown");
});

it("what asks for something, and what is no list of contents, is refused before a byte of it has left", async () => {
  expect(await fateOf("modern-http", "asks")).toMatch(/answered resources\/read with something that is not a result/);
});

it("the bound of a server holds, is counted while the answer comes, and may be raised (A34)", async () => {
  const settings = (maxAnswerBytes: number) =>
    world.api.servers.update.mutate({ serverId: "legacy-http", settings: { maxAnswerBytes } });
  await settings(2 * 1_048_576);
  // With the id at its end nothing has left yet, and the client is told what to do.
  await expect.poll(() => fateOf("legacy-http", "id-last")).toMatch(/larger than the 2 MiB.*maxAnswerBytes/);
  expect(await fateOf("legacy-http", "plain")).toMatch(/^ECONNRESET$|larger than the 2 MiB/);
  await settings(4 * 1_048_576);
  await expect.poll(() => fateOf("legacy-http", "id-last")).toBe("a result of contents,_meta,x-unknown");
});

it("whoever comes back for a large answer whose connection broke is told that it is not kept", async () => {
  const headers = legacyHeaders(world.token, world.session);
  const uri = uriOf("legacy-events", 40_000_000, "progress");
  const body = rpc("resources/read", { uri, _meta: { progressToken: 1 } }, 77);
  const response = await new Promise<{ id: string; leave: () => void }>((resolve, reject) => {
    fetch(world.url, { method: "POST", headers, body }).then(async ({ body: stream }) => {
      const reader = (stream as ReadableStream<Uint8Array>).getReader();
      let text = "";
      // Until the answer has begun.
      while (text.length < 100_000) text += Buffer.from((await reader.read()).value ?? []).toString();
      const id = /^id: (.*)$/m.exec(text)?.[1] ?? "";
      resolve({ id, leave: () => void reader.cancel() });
    }, reject);
  });
  const before = (await transfers()).length;
  response.leave();
  await world.record("answer.transfer", before + 1);
  const again = await openStream(world.url, {
    headers: { ...headers, accept: "text/event-stream", "last-event-id": response.id },
  });
  let last = await again.next();
  while (last && last.id === undefined) last = await again.next();
  again.close();
  expect(last).toMatchObject({ id: 77, error: { code: -32800 } });
});

it("every kind of server still answers after all that, whole and large", async () => {
  await world.api.servers.update.mutate({ serverId: "modern-stdio", settings: {} });
  for (const server of SERVERS) expect(await fateOf(server, "plain", 1_200_000)).toMatch(/^a result of contents/);
  expect(
    (await send(world.url, { headers: legacyHeaders(world.token, world.session), body: rpc("ping") })).status,
  ).toBe(200);
});
