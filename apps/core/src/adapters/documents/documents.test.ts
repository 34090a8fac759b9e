import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../clock.ts";
import { errorOf } from "../mcp-client/fixtures/connect-kit.ts";
import { type ApiReply, type FixtureApi, startApi } from "../mcp-client/fixtures/rest-api.ts";
import { createDocumentReader } from "./index.ts";
import { parseText } from "./parse-text.ts";

const documents = createDocumentReader({ clock: systemClock, userAgent: "peta-test/0" });

describe("a text", () => {
  test("is JSON or YAML", async () => {
    expect(await documents.parse(' {"a": [1]}')).toEqual({ a: [1] });
    expect(await documents.parse("a:\n  - 1\n  - &x {b: yes}\n  - *x\n")).toEqual({
      a: [1, { b: "yes" }, { b: "yes" }],
    });
    expect(await documents.parse("{a: 1, b: two}")).toEqual({ a: 1, b: "two" });
  });

  test("that is neither is refused with the place of the mistake", async () => {
    const error = await errorOf(documents.parse('a: 1\na: "two"\nb: [\n'));
    expect(error).toMatchObject({ code: "input.invalid" });
    expect(error.message).toMatch(/line \d/);
  });

  test("A30: a member called __proto__ is a member", async () => {
    const value = (await documents.parse("__proto__:\n  admin: true\n")) as Record<string, unknown>;
    expect(Object.keys(value)).toEqual(["__proto__"]);
    expect(value.admin).toBeUndefined();
  });

  test.each([
    [
      "aliases of aliases",
      [
        "a: &a [x,x,x,x,x,x,x,x,x,x]",
        ..."bcdefgh".split("").map((name, i) => `${name}: &${name} [${Array(10).fill(`*${"abcdefg"[i]}`).join(",")}]`),
      ].join("\n"),
    ],
    ["nesting without end", `a: ${"[".repeat(200_000)}`],
  ])("A34: %s ends with a sentence, and nobody else waits", async (_name, text) => {
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    expect(await errorOf(documents.parse(text))).toMatchObject({ code: "input.invalid" });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(3);
  });

  test("A34: one that takes too long is given up", async () => {
    const error = await errorOf(parseText(`a:\n${"  - [1, 2, {b: c}]\n".repeat(100_000)}`, 200));
    expect(error.message).toContain("too long");
  });
});

describe("an address", () => {
  let server: FixtureApi;
  let reply: ApiReply;
  beforeAll(async () => {
    server = await startApi(({ url }) => (url === "/v1/moved" ? { body: "found" } : reply));
  });
  afterAll(() => server.close());
  const fetched = () => documents.fetch(`${server.url}/openapi.yaml`);

  test("is read without any credential", async () => {
    reply = { body: "openapi: 3.1.0" };
    expect(await fetched()).toBe("openapi: 3.1.0");
    expect(Object.keys(server.last().headers).sort()).toEqual(["accept", "connection", "host", "user-agent"]);
  });

  test("A40: redirects stay on the origin", async () => {
    reply = { status: 302, headers: { location: "moved" } };
    expect(await fetched()).toBe("found");
    reply = { status: 302, headers: { location: "http://169.254.169.254/latest" } };
    expect(await errorOf(fetched())).toMatchObject({ code: "server.unreachable" });
  });

  test.each([
    ["http://169.254.169.254/openapi.json", "server.launch_refused"],
    ["https://[fe80::1]/openapi.json", "server.launch_refused"],
    ["http://8.8.8.8/openapi.json", "server.launch_refused"],
    ["https://user:pass@localhost/x", "server.launch_refused"],
    ["http://127.0.0.1:1/x", "server.unreachable"],
  ])("A17: %s is refused", async (url, code) => {
    expect(await errorOf(documents.fetch(url))).toMatchObject({ code });
  });

  test("that has nothing, or too much, is a failure", async () => {
    reply = { status: 404, body: "nothing here" };
    expect((await errorOf(fetched())).message).toContain("HTTP 404");
    reply = { body: Buffer.alloc(8_000_001) };
    expect(await errorOf(fetched())).toMatchObject({ code: "server.protocol_error" });
  });
});
