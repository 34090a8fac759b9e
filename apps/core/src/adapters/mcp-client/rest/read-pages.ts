import type { RestPagination } from "@peta/contract";
import { parseSelector, selectValue } from "../../../modules/servers/rest/select-value.ts";
import type { ApiAnswer } from "./api-client.ts";
import { type ApiRequest, ToolError } from "./api-request.ts";
import { nextLink } from "./next-link.ts";
import { withQuery } from "../with-query.ts";

export interface PageReader {
  /** Sends one request of the call; throws what ends it. */
  send(request: ApiRequest): Promise<ApiAnswer>;
  parse(answer: ApiAnswer): unknown;
  /** A page has been read. */
  onPage(pages: number, items: number): void;
}

/**
 * Asks for page after page and puts their entries together, up to the bounds. `isCut`: there is more.
 * Throws ToolError for a page that holds no list, and for a next page on another host.
 */
export async function readPages(
  pagination: RestPagination,
  first: ApiRequest,
  maxItems: number,
  reader: PageReader,
): Promise<{ items: unknown[]; isCut: boolean }> {
  const items: unknown[] = [];
  const asked = new Set<string>();
  let request: ApiRequest | null = firstPage(pagination, first);
  for (let page = 1; request !== null; page++) {
    // A server that leads in circles is followed once around at most.
    if (asked.has(request.url.href)) break;
    asked.add(request.url.href);
    const answer = await reader.send(request);
    const document = reader.parse(answer);
    const entries = entriesOf(pagination, document);
    items.push(...entries.slice(0, maxItems - items.length));
    reader.onPage(page, items.length);
    const next = nextPage(pagination, first, { answer, document, count: entries.length, page });
    if (next !== null && (items.length >= maxItems || page >= pagination.maxPages)) return { items, isCut: true };
    if (items.length >= maxItems) return { items, isCut: entries.length > maxItems };
    request = next;
  }
  return { items, isCut: false };
}

function entriesOf({ items }: RestPagination, document: unknown): unknown[] {
  const selector = items === undefined ? null : parseSelector(items);
  const entries = selector ? selectValue(document, selector) : document;
  if (Array.isArray(entries)) return entries;
  // Some APIs leave an empty list out, or say null.
  if (selector && (entries === undefined || entries === null)) return [];
  throw new ToolError(`The API's answer has no list${items === undefined ? "" : ` at ${items}`}.`);
}

function firstPage(pagination: RestPagination, first: ApiRequest): ApiRequest {
  if (pagination.kind === "page")
    return { ...first, url: sized(pagination, withQuery(first.url, pagination.parameter, String(pagination.first))) };
  if (pagination.kind === "offset")
    return { ...first, url: sized(pagination, withQuery(first.url, pagination.parameter, "0")) };
  return first;
}

const sized = (
  { sizeParameter, size }: { sizeParameter?: string | undefined; size?: number | undefined },
  url: URL,
): URL => (sizeParameter === undefined || size === undefined ? url : withQuery(url, sizeParameter, String(size)));

interface Read {
  answer: ApiAnswer;
  document: unknown;
  /** Entries of this page. */
  count: number;
  page: number;
}

/** The request for the page behind this one; null: it was the last. */
function nextPage(
  pagination: RestPagination,
  first: ApiRequest,
  { answer, document, count, page }: Read,
): ApiRequest | null {
  if (pagination.kind === "link") {
    const url = nextLink(pagination, answer, document);
    return url && { ...first, url };
  }
  if (pagination.kind === "cursor") {
    const selector = parseSelector(pagination.next);
    const cursor = selector && selectValue(document, selector);
    if (typeof cursor !== "string" && typeof cursor !== "number") return null;
    return cursor === "" ? null : { ...first, url: withQuery(first.url, pagination.parameter, String(cursor)) };
  }
  // A page that is not full is the last one.
  if (count === 0 || (pagination.size !== undefined && count < pagination.size)) return null;
  const at = pagination.kind === "page" ? pagination.first + page : page * pagination.size;
  return { ...first, url: sized(pagination, withQuery(first.url, pagination.parameter, String(at))) };
}
