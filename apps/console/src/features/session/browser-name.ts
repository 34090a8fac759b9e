const browsers = [
  ["Edge", /\bEdgA?\//],
  ["Opera", /\bOPR\//],
  ["Firefox", /\bFirefox\/|\bFxiOS\//],
  ["Chrome", /\bHeadlessChrome\/|\bChrome\/|\bCriOS\//],
  ["Safari", /\bSafari\//],
  ["curl", /^curl\//],
] as const;

const systems = [
  ["Windows", /Windows/],
  ["iPhone", /iPhone/],
  ["iPad", /iPad/],
  ["Android", /Android/],
  ["macOS", /Mac OS X|Macintosh/],
  ["Linux", /Linux/],
] as const;

const find = (names: readonly (readonly [string, RegExp])[], text: string) =>
  names.find(([, pattern]) => pattern.test(text))?.[0];

/** "Firefox on Windows" from a User-Agent header; what is not known is left out. For reading, never for deciding. */
export function browserName(userAgent: string | null): string {
  if (!userAgent) return "Unknown browser";
  const browser = find(browsers, userAgent) ?? userAgent.split(/[\s/]/, 1)[0] ?? "Unknown browser";
  const system = find(systems, userAgent);
  return system ? `${browser} on ${system}` : browser;
}
