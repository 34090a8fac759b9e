import type { TemplateFieldInput } from "@peta/contract";
import { emptyDraft, type ImportDraft } from "./import-draft.ts";
import { freshKey, holdsPlaceholder, type KnownInputs, type Placement, readValue } from "./placeholders.ts";

export interface Described {
  name: string;
  command?: string | undefined;
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  workingDirectory?: string | undefined;
  url?: string | undefined;
  headers: Readonly<Record<string, string>>;
  isSse: boolean;
}

export const nothingBut = (name: string): Described => ({ name, args: [], env: {}, headers: {}, isSse: false });

/** What every format describes in the end, as a draft: placeholders become fields, everything else stays as it is. */
export function toDraft(described: Described, inputs: KnownInputs = new Map()): ImportDraft {
  const { name, command, url, isSse, workingDirectory } = described;
  const draft = emptyDraft(name);
  if (command === undefined && url === undefined) {
    draft.problem = "It names neither a program nor a URL.";
    return draft;
  }
  if (command === undefined) {
    const headers = placed(draft, described.headers, inputs, (header, prefix) => ({
      in: "header",
      name: header,
      ...(prefix !== "" && { prefix }),
    }));
    if (url !== undefined && /[{}]|\$\{/.test(url)) draft.problem = "Its URL holds a placeholder. Write the whole URL.";
    draft.launch = { transport: isSse ? "sse" : "http", url, headers };
    return draft;
  }
  const env = placed(draft, described.env, inputs, (variable) => ({ in: "env", name: variable }));
  const args = placedArguments(draft, described.args, inputs);
  if (holdsPlaceholder(command) || (workingDirectory !== undefined && holdsPlaceholder(workingDirectory)))
    draft.problem =
      "Its program or its directory is a placeholder that only the other program fills in. Write the path.";
  draft.launch = {
    transport: "stdio",
    command,
    args,
    env,
    ...(workingDirectory !== undefined && { workingDirectory }),
  };
  return draft;
}

const mixed = (name: string): string =>
  `"${name.slice(0, 80)}" mixes text with a placeholder, and text is never filled in. Write the whole value.`;

function placed(
  draft: ImportDraft,
  values: Readonly<Record<string, string>>,
  inputs: KnownInputs,
  place: (name: string, prefix: string) => Placement,
): Record<string, string> {
  const literals: [string, string][] = [];
  for (const [name, value] of Object.entries(values)) {
    const read = readValue(name, value, inputs);
    if (read.kind === "literal") literals.push([name, read.value]);
    else if (read.kind === "mixed") draft.problem ??= mixed(name);
    else addField(draft, name, { ...read.field, placement: place(name, read.prefix) });
  }
  return Object.fromEntries(literals);
}

const addField = (draft: ImportDraft, name: string, field: Omit<TemplateFieldInput, "key">): void =>
  void draft.fields.push({ key: freshKey(name, draft.fields), ...field });

/** Values stand behind all other arguments: one that stood elsewhere, and can be moved, is told. */
function placedArguments(draft: ImportDraft, args: readonly string[], inputs: KnownInputs): string[] {
  const literals: string[] = [];
  const isMoved = { value: false };
  args.forEach((arg, index) => {
    const [, flag, value = arg] = /^(--?[\w-]+)=(.*)$/s.exec(arg) ?? [];
    const read = readValue(flag ?? args[index - 1] ?? "", value, inputs);
    if (read.kind === "literal") {
      isMoved.value ||= draft.fields.some(({ placement }) => placement.in === "argument");
      literals.push(arg);
      return;
    }
    if (read.kind === "mixed" || read.prefix !== "") {
      draft.problem ??= mixed(arg);
      return;
    }
    const before = flag ?? (/^--?[\w-]+$/.test(literals.at(-1) ?? "") ? literals.pop() : undefined);
    if (flag !== undefined) draft.warnings.push(`${flag} is given as two arguments, ${flag} and its value.`);
    addField(draft, before ?? read.field.label, {
      ...read.field,
      placement: { in: "argument", ...(before !== undefined && { flag: before }) },
    });
  });
  if (isMoved.value)
    draft.warnings.push(
      "Arguments that are filled in stand behind the others now. Check that the program takes them there.",
    );
  return literals;
}
