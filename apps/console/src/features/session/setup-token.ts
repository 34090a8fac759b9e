/**
 * The set-up token in the fragment of the set-up link: `#token=…` or the bare token. A fragment is never sent to a
 * server, so it stays out of every log. Empty when there is none.
 */
export function tokenOfFragment(hash: string): string {
  const text = hash.replace(/^#/, "");
  const named = /(?:^|&)(?:setup-?)?token=([^&]*)/i.exec(text)?.[1];
  try {
    return decodeURIComponent(named ?? (text.includes("=") ? "" : text)).trim();
  } catch {
    return "";
  }
}
