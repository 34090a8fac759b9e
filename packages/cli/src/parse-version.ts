import { CliError } from "./errors.ts";

/** `package@3`, or `package` alone. Throws cli.usage. */
export function parseVersion(text: string): { packageId: string; version: number | undefined } {
  const [, packageId, version] = /^([a-z][a-z0-9-]*)(?:@([1-9]\d{0,8}))?$/.exec(text) ?? [];
  if (packageId === undefined)
    throw new CliError("cli.usage", `"${text}" is neither PACKAGE nor PACKAGE@VERSION, as in office@3.`);
  return { packageId, version: version === undefined ? undefined : Number(version) };
}

/** `package@3`. Throws cli.usage. */
export function requireVersion(text: string): { packageId: string; version: number } {
  const { packageId, version } = parseVersion(text);
  if (version === undefined) throw new CliError("cli.usage", `Say which version: ${packageId}@1.`);
  return { packageId, version };
}
