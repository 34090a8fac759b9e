import type { RestPagination } from "@peta/contract";
import { parseSelector, selectValue } from "../../../modules/servers/rest/select-value.ts";
import type { ApiAnswer } from "./api-client.ts";
import { ToolError } from "./api-request.ts";

/**
 * Where the next page is, by the header `Link` with `rel="next"` (RFC 8288) or by what the page itself says. Null: there
 * is none. Throws ToolError for one on another origin: credentials go to the API's own alone (A40).
 */
export function nextLink(
  pagination: Extract<RestPagination, { kind: "link" }>,
  answer: ApiAnswer,
  document: unknown,
): URL | null {
  const target = pagination.next === undefined ? linkOf(answer.headers.link) : told(pagination.next, document);
  if (target === null) return null;
  if (!URL.canParse(target, answer.url.href)) throw new ToolError("The API's link to the next page cannot be read.");
  const url = new URL(target, answer.url);
  if (url.origin !== answer.url.origin)
    throw new ToolError(`The API's next page is on another host (${url.origin}), and Core does not follow.`);
  url.hash = "";
  return url;
}

function told(selectorText: string, document: unknown): string | null {
  const selector = parseSelector(selectorText);
  const value = selector && selectValue(document, selector);
  return typeof value === "string" && value !== "" ? value : null;
}

/** RFC 8288, section 3: `<target>; rel="a next"`, several with commas between them. */
function linkOf(header: string | string[] | undefined): string | null {
  const text = Array.isArray(header) ? header.join(", ") : (header ?? "");
  for (const [, target = "", parameters = ""] of text.matchAll(
    /<([^<>]{0,4096})>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"]{0,500}"|[^\s",;]{0,500}))*)/g,
  )) {
    const relation = /;\s*rel\s*=\s*(?:"([^"]*)"|([^\s",;]*))/i.exec(parameters);
    const relations = (relation?.[1] ?? relation?.[2] ?? "").toLowerCase().split(/\s+/);
    if (relations.includes("next")) return target;
  }
  return null;
}
