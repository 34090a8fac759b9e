import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createConnectKit } from "../fixtures/connect-kit.ts";
import { type ApiReply, type FixtureApi, type SeenApiRequest, startApi } from "../fixtures/rest-api.ts";
import { callRest, restLaunch } from "../fixtures/rest-kit.ts";

const kit = createConnectKit();
let api: FixtureApi;
let reply: (query: URLSearchParams, request: SeenApiRequest) => ApiReply;
beforeAll(async () => {
  api = await startApi((request) => reply(new URL(request.url, "http://x").searchParams, request));
});
beforeEach(() => {
  api.seen.length = 0;
});
afterAll(async () => {
  await kit.close();
  await api.close();
});

type Pagination = NonNullable<Parameters<typeof restLaunch>[1][number]["pagination"]>;
const ALL = [1, 2, 3, 4, 5];

async function list(
  pagination: Pagination,
  budget: { maxItems?: number; maxBytes?: number } = {},
  progress: unknown[] = [],
) {
  const launch = restLaunch(api.url, [
    { name: "list", method: "GET", path: "/x", parameters: [{ name: "q", in: "query" }], pagination, budget },
  ]);
  const connection = await kit.connect(launch);
  api.seen.length = 0;
  const answer = await callRest(connection, "list", { q: "a b" }, { onNotification: (heard) => progress.push(heard) });
  return { ...answer, ...(answer.isError ? {} : (JSON.parse(answer.text) as { items: unknown[]; isCut: boolean })) };
}
const urls = () => api.seen.map(({ url }) => url.replace("/v1/x?q=a%20b", ""));

describe("pages", () => {
  test("by number, until one is not full, each told as progress", async () => {
    reply = (query) => ({ body: { data: ALL.slice((Number(query.get("p")) - 1) * 2, Number(query.get("p")) * 2) } });
    const progress: unknown[] = [];
    const answer = await list(
      { kind: "page", parameter: "p", sizeParameter: "n", size: 2, items: "/data" },
      {},
      progress,
    );
    expect(answer).toMatchObject({ items: ALL, isCut: false });
    expect(urls()).toEqual(["&p=1&n=2", "&p=2&n=2", "&p=3&n=2"]);
    expect(progress).toHaveLength(3);
  });

  test("by number without a size, until one is empty", async () => {
    reply = (query) => ({ body: ALL.slice(Number(query.get("p")) * 3, Number(query.get("p")) * 3 + 3) });
    expect(await list({ kind: "page", parameter: "p", first: 0 })).toMatchObject({ items: ALL });
    expect(urls()).toEqual(["&p=0", "&p=1", "&p=2"]);
  });

  test("by offset", async () => {
    reply = (query) => ({ body: ALL.slice(Number(query.get("o")), Number(query.get("o")) + 2) });
    expect(await list({ kind: "offset", parameter: "o", size: 2 })).toMatchObject({ items: ALL });
    expect(urls()).toEqual(["&o=0", "&o=2", "&o=4"]);
  });

  test("by cursor, until there is none", async () => {
    reply = (query) => {
      const at = Number(query.get("c") ?? 0);
      return { body: { items: ALL.slice(at, at + 2), next: at + 2 < ALL.length ? String(at + 2) : null } };
    };
    expect(await list({ kind: "cursor", parameter: "c", next: "$.next", items: "$.items" })).toMatchObject({
      items: ALL,
    });
    expect(urls()).toEqual(["", "&c=2", "&c=4"]);
  });

  test("by the header Link, and by a link in the page", async () => {
    reply = (query) => {
      const at = Number(query.get("at") ?? 0);
      const isLast = at + 2 >= ALL.length;
      const link = `<https://elsewhere/first>; rel="first", </v1/x?q=a%20b&at=${at + 2}>; title="x, y"; rel="prefetch next"`;
      return {
        ...(!isLast && { headers: { link } }),
        body: { items: ALL.slice(at, at + 2), next: isLast ? "" : `?q=a%20b&at=${at + 2}` },
      };
    };
    expect(await list({ kind: "link", items: "/items" })).toMatchObject({ items: ALL });
    expect(urls()).toEqual(["", "&at=2", "&at=4"]);
    expect(await list({ kind: "link", items: "/items", next: "/next" })).toMatchObject({ items: ALL });
  });
});

describe("bounds", () => {
  beforeEach(() => {
    reply = (query) => ({ body: { items: [query.get("c")], next: `${query.get("c") ?? ""}x` } });
  });
  const endless: Pagination = { kind: "cursor", parameter: "c", next: "/next", items: "/items" };

  test("A34: pages without end stop at their number, at the entries, and at the bytes", async () => {
    expect(await list({ ...endless, maxPages: 4 })).toMatchObject({ isCut: true, items: [null, "x", "xx", "xxx"] });
    expect(await list(endless, { maxItems: 2 })).toMatchObject({ isCut: true, items: [null, "x"] });
    reply = () => ({ body: { items: ["x".repeat(600)], next: String(api.seen.length) } });
    expect(await list(endless, { maxBytes: 1_000 })).toMatchObject({ isError: true });
    expect(api.seen).toHaveLength(2);
  });

  test("a page longer than the entries that are wanted is cut, and says so", async () => {
    reply = () => ({ body: ALL });
    expect(await list({ kind: "link" }, { maxItems: 3 })).toMatchObject({ isCut: true, items: [1, 2, 3] });
    expect(await list({ kind: "link" }, { maxItems: 5 })).toMatchObject({ isCut: false, items: ALL });
  });

  test("a server that leads in circles is not followed twice", async () => {
    reply = () => ({ body: { items: [1], next: "same" } });
    expect(await list(endless)).toMatchObject({ items: [1, 1] });
    expect(api.seen).toHaveLength(2);
  });

  test("A40: a next page on another host is refused, before anything is sent there", async () => {
    const other = await startApi(() => ({ body: [] }));
    reply = () => ({ headers: { link: `<${other.url}>; rel=next` }, body: ALL });
    expect(await list({ kind: "link" })).toMatchObject({ isError: true });
    expect(other.seen).toHaveLength(0);
    await other.close();
  });

  test("a page that fails, or holds no list, fails the call", async () => {
    reply = (query) => (query.get("c") === "x" ? { status: 500 } : { body: { items: [1], next: "x" } });
    expect(await list(endless)).toMatchObject({
      isError: true,
      text: "The API answered HTTP 500 (Internal Server Error).",
    });
    reply = () => ({ body: { items: "none" } });
    expect(await list(endless)).toMatchObject({ isError: true, text: "The API's answer has no list at /items." });
    reply = () => ({ body: {} });
    expect(await list(endless)).toMatchObject({ isError: false, items: [] });
  });
});
