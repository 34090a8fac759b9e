/** The URL with this query parameter once, and everything else of it byte for byte as it was. */
export function withQuery(url: URL, name: string, value: string): URL {
  const others = url.search
    .replace(/^\?/, "")
    .split("&")
    .filter((pair) => pair !== "" && nameOf(pair) !== name);
  const changed = new URL(url);
  changed.search = [...others, `${encodeURIComponent(name)}=${encodeURIComponent(value)}`].join("&");
  return changed;
}

function nameOf(pair: string): string {
  const text = (pair.split("=")[0] ?? "").replaceAll("+", " ");
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
