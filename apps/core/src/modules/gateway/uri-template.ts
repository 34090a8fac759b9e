/** An RFC 6570 template cut into its literal parts and what stands between them. */
export interface UriTemplate {
  /** One more than `slots`. */
  readonly literals: readonly string[];
  /** Characters that the value of this slot must not hold. */
  readonly slots: readonly { readonly forbidden: RegExp | null }[];
}

// Simple expansion encodes every reserved character (RFC 6570 3.2.2), so a slash in such a slot is another path.
const SIMPLE = /[/?#]/;
const FRAGMENTLESS = /[#]/;

/** Cuts a template. An operator that cannot be matched by its position alone takes everything up to the next literal. */
export function parseTemplate(template: string): UriTemplate {
  const literals: string[] = [];
  const slots: { forbidden: RegExp | null }[] = [];
  let at = 0;
  for (;;) {
    const open = template.indexOf("{", at);
    const close = open < 0 ? -1 : template.indexOf("}", open);
    if (close < 0) break;
    literals.push(template.slice(at, open));
    const operator = template[open + 1] ?? "";
    slots.push({ forbidden: "+#".includes(operator) ? null : "/?&;".includes(operator) ? FRAGMENTLESS : SIMPLE });
    at = close + 1;
  }
  literals.push(template.slice(at));
  return { literals, slots };
}

/**
 * Whether a URI can come from a template. Takes the first place of each literal, so that its cost grows with the
 * length only (A34); where that guess is wrong the answer is no.
 */
export function matchTemplate({ literals, slots }: UriTemplate, uri: string): boolean {
  const first = literals[0] ?? "";
  if (!uri.startsWith(first)) return false;
  let at = first.length;
  for (let i = 0; i < slots.length; i++) {
    const literal = literals[i + 1] ?? "";
    const isLast = i === slots.length - 1;
    const end = isLast ? uri.length - literal.length : literal === "" ? at : uri.indexOf(literal, at);
    if (end < at || (isLast && !uri.endsWith(literal))) return false;
    if (slots[i]?.forbidden?.test(uri.slice(at, end))) return false;
    at = end + literal.length;
  }
  return at === uri.length;
}

/** One spelling for URIs that servers may read alike: percent-encoding undone, dot segments resolved. */
export function normaliseUri(uri: string): string {
  let text = uri;
  try {
    text = decodeURIComponent(uri);
  } catch {
    // Not percent-encoding at all: then it has no other spelling.
  }
  try {
    return new URL(text).href;
  } catch {
    return text;
  }
}

const decodeOnce = (text: string): string =>
  text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => {
    try {
      return decodeURIComponent(run);
    } catch {
      return run;
    }
  });

/**
 * What is left of a URI when everything is taken off that a server may overlook: the fragment (RFC 3986, 3.5), of a
 * file also the query and repeated slashes, and percent-encoding however often it was done. Two URIs that mean
 * different things may become the same, so this is good for refusing only.
 */
export function barestUri(uri: string): string {
  let text = uri;
  for (let i = 0; i < 3; i++) text = decodeOnce(text);
  if (!URL.canParse(text)) return text;
  const url = new URL(text);
  url.hash = "";
  if (url.search === "") url.search = "";
  if (url.protocol !== "file:") return url.href;
  url.search = "";
  url.pathname = url.pathname.replace(/\/{2,}/g, "/");
  return url.href;
}
