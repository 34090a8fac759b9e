/** `path` with the parameters of `search` after a change; null, undefined and "" take one away. */
export function withParams(path: string, search: string, change: Record<string, string | null | undefined>): string {
  const params = new URLSearchParams(search);
  for (const [name, value] of Object.entries(change)) {
    if (value) params.set(name, value);
    else params.delete(name);
  }
  const query = params.toString();
  return query ? `${path}?${query}` : path;
}
