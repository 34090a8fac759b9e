import { adminWire, type Launch, launchSchema, LEGACY_CATEGORY } from "@peta/contract";
import { CoreError } from "../../../errors.ts";

const invalid = (message: string): CoreError => new CoreError("input.invalid", message);

const LATER: Readonly<Record<number, string>> = {
  [LEGACY_CATEGORY.template]:
    "Servers from templates (category 1) are not available yet. Register the program itself as category 5, or its address as category 2.",
  [LEGACY_CATEGORY.skills]: "Skills servers (category 4) are not available yet.",
};

const RUNS: ReadonlySet<number> = new Set([
  LEGACY_CATEGORY.customRemote,
  LEGACY_CATEGORY.restApi,
  LEGACY_CATEGORY.customStdio,
]);

/** Throws input.invalid for a category that Core cannot run, with what to do instead. */
export function requireCategory(category: number): void {
  if (RUNS.has(category)) return;
  throw invalid(LATER[category] ?? `There is no server category ${category}.`);
}

function parse(text: string): adminWire.LegacyLaunch {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The text is a secret: an error that quotes it goes nowhere.
    throw invalid("The launch configuration is not JSON.");
  }
  const parsed = adminWire.legacyLaunchSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join(".");
  throw invalid(`The launch configuration is not one of the old shapes${where ? ` (${where})` : ""}.`);
}

const typeOf = ({ type, command }: adminWire.LegacyLaunch): string =>
  type ?? (command === undefined ? "http" : "stdio");

function toOurs(launch: adminWire.LegacyLaunch): unknown {
  const type = typeOf(launch);
  if (type === "stdio")
    return {
      transport: "stdio",
      command: launch.command,
      args: launch.args ?? [],
      env: launch.env ?? {},
      ...(launch.cwd && { workingDirectory: launch.cwd }),
    };
  if (type === "http" || type === "streamable-http" || type === "streamableHttp")
    return { transport: "http", url: launch.url, headers: launch.headers ?? {} };
  if (type === "sse") return { transport: "sse", url: launch.url, headers: launch.headers ?? {} };
  throw invalid("The type of a launch configuration is stdio, http or sse.");
}

/**
 * A decrypted launch configuration of the legacy product as ours. Throws input.invalid, whose message says where the
 * problem is and never repeats a value.
 */
export function readLaunchConfig(text: string, category: number): Launch {
  const launch = parse(text);
  if (launch.oauth !== undefined || launch.auth !== undefined)
    throw invalid(
      "Signing in to a provider (oauth, auth) is not available yet. Give the server its credential in env or headers.",
    );
  const parsed = launchSchema.safeParse(toOurs(launch));
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw invalid(`The launch configuration cannot be used: ${issue?.path.join(".") ?? ""} does not fit.`);
  }
  const isRemote = category === LEGACY_CATEGORY.customRemote;
  if ((parsed.data.transport === "stdio") === isRemote)
    throw invalid(
      `A server of category ${category} is ${isRemote ? "an address" : "a program"}; this configuration is not.`,
    );
  return parsed.data;
}
