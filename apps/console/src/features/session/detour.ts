/** `path` when it stays inside this Console, else "/". Keeps an open redirect out of `?next=`. */
export function safeNext(path: string | null): string {
  // Browsers leave tabs and line breaks out of an address, and read a backslash as a slash.
  if (!path?.startsWith("/") || path.startsWith("//") || /[\p{Cc}\\]/u.test(path)) return "/";
  return path.startsWith("/sign-in") || path.startsWith("/setup") ? "/" : path;
}

/** The address of the sign-in or set-up page that leads back to where the person was. */
export function detourHref(target: "/sign-in" | "/setup", from: { pathname: string; search: string }): string {
  if (target === "/setup") return target;
  const next = safeNext(from.pathname + from.search);
  return next === "/" ? target : `${target}?next=${encodeURIComponent(next)}`;
}
