import type { Json } from "../json.ts";
import { emptyDraft, type ImportDraft } from "./import-draft.ts";
import { addInput, objects, readInput, textIn } from "./registry-input.ts";

interface Runner {
  command: string;
  /** What stands before the package. */
  before: readonly string[];
  reference: (identifier: string, version: string | undefined) => string;
}

const withVersion =
  (separator: string) =>
  (identifier: string, version: string | undefined): string =>
    version === undefined ? identifier : `${identifier}${separator}${version}`;

const RUNNERS: Readonly<Record<string, Runner>> = {
  npm: { command: "npx", before: ["-y"], reference: withVersion("@") },
  pypi: { command: "uvx", before: [], reference: withVersion("@") },
  // An image's name may carry its tag or digest already.
  oci: {
    command: "docker",
    before: ["run", "-i", "--rm"],
    reference: (identifier, version) =>
      /[:@][^/]*$/.test(identifier) ? identifier : withVersion(":")(identifier, version),
  },
};

/** A program from a package registry, by the runner that belongs to it. */
export function readPackage(described: Json): ImportDraft {
  const draft = emptyDraft();
  const kind = textIn(described.registryType) ?? textIn(described.registry_name) ?? "";
  const runner = RUNNERS[kind];
  const identifier = textIn(described.identifier) ?? textIn(described.name);
  const transport = described.transport as Json | undefined;
  if (!runner || identifier === undefined || identifier.startsWith("-")) {
    draft.problem = `Packages of the kind "${kind.slice(0, 40)}" are not started from a registry's document. Install it and give its program.`;
    return draft;
  }
  if (transport && transport.type !== undefined && transport.type !== "stdio")
    draft.problem = "It is a web server of its own. Start it where it shall run, and add its URL.";
  const env: Record<string, string> = {};
  const passed: string[] = [];
  for (const variable of objects(described.environmentVariables)) {
    const name = textIn(variable.name) ?? "";
    const read = readInput(variable);
    if (read === null) draft.problem ??= `The variable ${name} is made of several values. Write it yourself.`;
    else if (typeof read === "string") env[name] = read;
    else addInput(draft, name, read.input, { in: "env", name });
    if (kind === "oci") passed.push("-e", name);
  }
  const version = textIn(described.version);
  const isExact = version !== undefined && version !== "latest";
  const args = [
    ...runner.before,
    ...literalArguments(draft, described.runtimeArguments, "runtime"),
    ...passed,
    runner.reference(identifier, isExact ? version : undefined),
    ...literalArguments(draft, described.packageArguments, "package"),
  ].filter((arg, index, all) => !(arg === "-y" && all.indexOf("-y") !== index));
  draft.launch = { transport: "stdio", command: runner.command, args, env };
  return draft;
}

/** Arguments with a value of their own; those to be filled in become fields, which stand behind all others. */
function literalArguments(draft: ImportDraft, list: unknown, of: "runtime" | "package"): string[] {
  return objects(list).flatMap((argument) => {
    const flag = argument.type === "named" ? textIn(argument.name) : undefined;
    const read = readInput(argument);
    const name = flag ?? textIn(argument.valueHint) ?? "value";
    if (typeof read === "string") return flag === undefined ? [read] : [flag, read];
    // A flag without a value is a switch.
    if (flag !== undefined && read !== null && argument.format === "boolean" && argument.isRequired !== true) return [];
    if (read === null || of === "runtime") {
      draft.problem ??= `The argument ${name} has to be filled in where values cannot be placed. Write the command yourself.`;
      return [];
    }
    addInput(draft, name, read.input, { in: "argument", ...(flag !== undefined && { flag }) });
    return [];
  });
}
