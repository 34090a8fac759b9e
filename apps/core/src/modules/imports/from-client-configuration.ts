import { isObject, type Json } from "../json.ts";
import { nothingBut, toDraft } from "./draft-launch.ts";
import type { ImportDraft, ReadImport } from "./import-draft.ts";
import { type KnownInputs, readInputs } from "./placeholders.ts";
import { unwrapCommand } from "./unwrap-command.ts";

/** Where the clients keep their servers: Claude, Cursor, Windsurf; VS Code; Zed; the same inside of larger settings. */
const HOLDERS = ["mcpServers", "servers", "context_servers", "mcp"];
const TAKEN = new Set(
  "type transport command args env environment cwd url serverUrl httpUrl headers name description disabled enabled".split(
    " ",
  ),
);
const APPROVALS = /^(?:auto(?:Approve|Allow)|alwaysAllow|trust|yolo)$/;

const looksLikeServer = (value: unknown): boolean =>
  isObject(value) && ["command", "url", "serverUrl", "httpUrl"].some((key) => key in value);

/**
 * The servers of a configuration of Claude, Cursor, VS Code and clients alike, or null when it is none. Nothing is looked
 * for on this machine and nothing is started (A45).
 */
export function readClientConfiguration(document: Json): ReadImport | null {
  const servers = findServers(document);
  if (!servers) return null;
  const inputs = readInputs(document.inputs ?? (isObject(document.mcp) ? document.mcp.inputs : undefined));
  return { drafts: Object.entries(servers).map(([name, entry]) => readServer(name, entry, inputs)), warnings: [] };
}

function findServers(document: Json): Json | null {
  for (const holder of HOLDERS) {
    const held = document[holder];
    if (!isObject(held)) continue;
    // Settings of VS Code hold "mcp": { "servers": ... }.
    return isObject(held.servers) && !looksLikeServer(held.servers) ? held.servers : held;
  }
  if (looksLikeServer(document)) return { [typeof document.name === "string" ? document.name : "server"]: document };
  const entries = Object.values(document);
  return entries.length > 0 && entries.every(looksLikeServer) ? document : null;
}

export function readServer(name: string, entry: unknown, inputs: KnownInputs): ImportDraft {
  if (!isObject(entry)) return { ...toDraft(nothingBut(name)), problem: "It is no object." };
  const [program, ...before] = Array.isArray(entry.command) ? strings(entry.command) : strings([entry.command]);
  const url = strings([entry.url, entry.serverUrl, entry.httpUrl])[0];
  const kind = strings([entry.type, entry.transport])[0] ?? "";
  const warnings: string[] = [];
  const unwrapped = unwrapCommand(
    {
      ...nothingBut(name),
      command: program,
      args: [...before, ...(Array.isArray(entry.args) ? strings(entry.args) : [])],
      env: texts(entry.env ?? entry.environment),
      headers: texts(entry.headers),
      workingDirectory: strings([entry.cwd])[0],
      url,
      isSse: /^sse$/i.test(kind),
    },
    warnings,
  );
  if (program !== undefined && url !== undefined) warnings.push("It names a program and a URL; the program was taken.");
  const draft = toDraft(unwrapped, inputs);
  if (Array.isArray(entry.args) && strings(entry.args).length !== entry.args.length)
    draft.problem ??= "One of its arguments is no text.";
  if (entry.disabled === true || entry.enabled === false) warnings.push("It is switched off where it comes from.");
  return { ...draft, warnings: [...warnings, ...draft.warnings, ...leftOut(entry)] };
}

function leftOut(entry: Json): string[] {
  const others = Object.keys(entry).filter((key) => !TAKEN.has(key));
  const approvals = others.filter((key) => APPROVALS.test(key));
  const rest = others.filter((key) => !APPROVALS.test(key)).slice(0, 10);
  return [
    ...(approvals.length > 0
      ? [
          `${approvals.join(", ")} was left out: who may use a tool without being asked is decided by Peta's own switches and rules.`,
        ]
      : []),
    ...(rest.length > 0 ? [`Left out: ${rest.map((key) => JSON.stringify(key.slice(0, 40))).join(", ")}.`] : []),
  ];
}

const strings = (values: readonly unknown[]): string[] => values.filter((value) => typeof value === "string");

const texts = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(isObject(value) ? value : {}).flatMap(([key, item]) =>
      typeof item === "string" || typeof item === "number" || typeof item === "boolean" ? [[key, String(item)]] : [],
    ),
  );
