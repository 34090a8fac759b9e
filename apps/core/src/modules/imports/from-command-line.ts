import { CoreError } from "../../errors.ts";
import { type Described, nothingBut, toDraft } from "./draft-launch.ts";
import { readClientConfiguration, readServer } from "./from-client-configuration.ts";
import type { ReadImport } from "./import-draft.ts";
import { readJson } from "./read-json.ts";
import { splitCommandLine } from "./split-command-line.ts";
import { assignmentsOf, headerOf, isAssignment, unwrapCommand } from "./unwrap-command.ts";

const CLIENTS = new Set(["claude", "codex", "gemini", "cursor", "qwen", "amp", "copilot"]);

/**
 * The server of a command line: of the program itself, or of a client's command that would add it (`claude mcp add ...`,
 * `code --add-mcp ...`). Nothing is run (A45). Throws input.invalid for what only a shell could do (A46).
 */
export function readCommandLine(line: string): ReadImport {
  const words = splitCommandLine(line);
  const [program, second, third, ...rest] = words;
  if (program === undefined) throw new CoreError("input.invalid", "There is nothing to read.");
  if (/^(?:code|code-insiders|codium)$/.test(program) && second === "--add-mcp" && third !== undefined)
    return readNamed(third, "server");
  if (CLIENTS.has(program) && second === "mcp" && third === "add-json")
    return readNamed(rest.at(-1) ?? "", rest.at(-2) ?? "server");
  if (CLIENTS.has(program) && second === "mcp" && third === "add") return readAdd(rest);
  const first = words.findIndex((word) => !isAssignment(word));
  if (first < 0) throw new CoreError("input.invalid", "The line sets variables and names no program.");
  return toImport({
    ...nothingBut(""),
    command: words[first],
    args: words.slice(first + 1),
    env: assignmentsOf(words.slice(0, first)),
  });
}

function readNamed(json: string, name: string): ReadImport {
  const document = readJson(json);
  const [holder] = ["mcpServers", "servers"].filter((key) => key in document);
  const found = holder === undefined ? null : readClientConfiguration(document);
  const own = typeof document.name === "string" ? document.name : name;
  return found ?? { drafts: [readServer(own, document, new Map())], warnings: [] };
}

function toImport(described: Described): ReadImport {
  const warnings: string[] = [];
  const draft = toDraft(unwrapCommand(described, warnings));
  return { drafts: [{ ...draft, warnings: [...warnings, ...draft.warnings] }], warnings: [] };
}

/** `mcp add [options] name [--] program argument ...`, or `mcp add --transport http name url`. */
function readAdd(words: readonly string[]): ReadImport {
  const described = { ...nothingBut(""), env: {} as Record<string, string>, headers: {} as Record<string, string> };
  const plain: string[] = [];
  let transport = "stdio";
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? "";
    const [, option = word, joined] = /^(--[\w-]+)=(.*)$/s.exec(word) ?? [];
    if (word === "--") {
      plain.push(...words.slice(at + 1));
      break;
    }
    // Behind name and program, options are the program's own.
    if (!word.startsWith("-") || plain.length >= 2) {
      plain.push(word);
      continue;
    }
    const value = joined ?? words[++at] ?? "";
    if (option === "-e" || option === "--env") Object.assign(described.env, assignmentsOf([value]));
    else if (option === "-t" || option === "--transport" || option === "--type") transport = value;
    else if (option === "-H" || option === "--header") Object.assign(described.headers, headerOf(value));
    else if (option === "--url") plain.push(value);
    else if (!/^(?:-s|--scope)$/.test(option))
      throw new CoreError(
        "input.invalid",
        `The option ${option.slice(0, 40)} is not known. Paste the program and its arguments alone.`,
      );
  }
  const [name = "", target, ...args] = plain;
  const isUrl = target !== undefined && /^https?:\/\//.test(target);
  return isUrl
    ? toImport({ ...described, name, url: target, isSse: transport === "sse" })
    : toImport({ ...described, name, command: target, args });
}
