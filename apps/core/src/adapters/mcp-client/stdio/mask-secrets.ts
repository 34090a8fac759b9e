const SHORTEST = 4;
const COMMON = new Set([
  "true",
  "false",
  "null",
  "none",
  "info",
  "debug",
  "warn",
  "error",
  "trace",
  "production",
  "development",
  "test",
  "localhost",
]);

/** A function that replaces every one of the secrets in a text. Short and everyday values are no secrets. */
export function createMask(secrets: readonly string[]): (text: string) => string {
  const masked = secrets
    .flatMap((secret) => [
      secret,
      encodeURIComponent(secret),
      JSON.stringify(secret).slice(1, -1),
      // As PHP writes JSON.
      JSON.stringify(secret).slice(1, -1).replaceAll("/", "\\/"),
      ...secret.split("\n"),
    ])
    .map((secret) => secret.trim())
    .filter((secret) => secret.length >= SHORTEST && !COMMON.has(secret.toLowerCase()));
  // The longest first: a secret that contains another one is replaced whole.
  const ordered = [...new Set(masked)].sort((a, b) => b.length - a.length);
  return (text) => ordered.reduce((result, secret) => result.replaceAll(secret, "••••••"), text);
}
