/** A part of a resource lies below it: the rest of its URI begins where a segment, a query or a fragment does. */
export const isPartOf = (uri: string, whole: string): boolean =>
  uri.startsWith(whole) && (whole.endsWith("/") || "/?#".includes(uri[whole.length] ?? ""));
