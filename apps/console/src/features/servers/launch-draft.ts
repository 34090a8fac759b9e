import type { LaunchInput } from "@peta/contract";
import type { ServerDetail } from "@/lib/trpc/outputs.ts";
import type { KeyValue } from "@peta/ui";
import { draftOfOAuth, emptyOAuthDraft, type OAuthDraft, toOAuth } from "./oauth-draft.ts";
import { draftOfSandbox, type SandboxDraft, toSandbox } from "./sandbox-draft.ts";
import { emptyTlsDraft, type TlsDraft, toTls } from "./tls-draft.ts";

/** What the form holds while somebody describes a server. Both transports keep their part while one is shown. */
export interface LaunchDraft {
  transport: "stdio" | "http" | "sse";
  /** Program and arguments as one line, quoted as in a shell; no shell ever sees it. */
  commandLine: string;
  workingDirectory: string;
  /** Null: it runs as Core's own account may. */
  sandbox: SandboxDraft | null;
  env: readonly KeyValue[];
  url: string;
  headers: readonly KeyValue[];
  query: readonly KeyValue[];
  tls: TlsDraft;
  oauth: OAuthDraft;
}

export const emptyLaunchDraft: LaunchDraft = {
  transport: "stdio",
  commandLine: "",
  workingDirectory: "",
  sandbox: null,
  env: [],
  url: "",
  headers: [],
  query: [],
  tls: emptyTlsDraft,
  oauth: emptyOAuthDraft,
};

/**
 * Splits a line into words: blanks separate, single and double quotes keep together, a backslash takes the next
 * character as it is (inside double quotes only before `"` and `\`). Null when a quote is left open.
 */
export function splitCommandLine(line: string): string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote: '"' | "'" | null = null;
  for (let i = 0; i < line.length; i++) {
    const char = line[i] as string;
    if (quote) {
      if (char === quote) quote = null;
      else if (quote === '"' && char === "\\" && /["\\]/.test(line[i + 1] ?? "")) word = (word ?? "") + line[++i];
      else word = (word ?? "") + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= "";
    } else if (char === "\\" && i + 1 < line.length) {
      word = (word ?? "") + line[++i];
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? "") + char;
  }
  if (quote) return null;
  if (word !== null) words.push(word);
  return words;
}

/** The line that splits into these words. */
export function joinCommandLine(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `"${word.replace(/["\\]/g, "\\$&")}"`)).join(" ");
}

/**
 * Rows as names and values; empty rows are left out. A value without a name, or a name that stands twice, comes with an
 * empty name, which the contract refuses: nothing that was typed is lost unsaid. The editor says which row it is.
 */
export function toRecord(rows: readonly KeyValue[], isCaseSensitive = true): Record<string, string> {
  const filled = rows.map(({ key, value }) => [key.trim(), value] as const).filter(([name, value]) => name || value);
  const names = new Set(filled.map(([name]) => (isCaseSensitive ? name : name.toLowerCase())));
  return Object.fromEntries(names.size < filled.length ? [["", ""], ...filled] : filled);
}

/** What Core is sent; an open quote leaves the command empty, which the contract then refuses. */
export function toLaunch(draft: LaunchDraft): LaunchInput {
  if (draft.transport !== "stdio") {
    const query = toRecord(draft.query);
    const tls = toTls(draft.tls);
    const oauth = toOAuth(draft.oauth);
    return {
      transport: draft.transport,
      url: draft.url.trim(),
      headers: toRecord(draft.headers, false),
      ...(Object.keys(query).length > 0 && { query }),
      ...(tls && { tls }),
      ...(oauth && { oauth }),
    };
  }
  const [command = "", ...args] = splitCommandLine(draft.commandLine) ?? [];
  const workingDirectory = draft.workingDirectory.trim();
  return {
    transport: "stdio",
    command,
    args,
    env: toRecord(draft.env),
    ...(workingDirectory && { workingDirectory }),
    ...(draft.sandbox && { sandbox: toSandbox(draft.sandbox) }),
  };
}

/** The draft of a stored launch: names of variables and headers with empty values, since those are never read back. */
export function draftOfView(launch: ServerDetail["launch"]): LaunchDraft {
  const rows = (names: readonly string[]) => names.map((key) => ({ key, value: "" }));
  if (launch.transport === "http" || launch.transport === "sse")
    return {
      ...emptyLaunchDraft,
      transport: launch.transport,
      url: launch.url,
      headers: rows(launch.headerNames),
      query: rows(launch.queryNames),
      oauth: draftOfOAuth(launch),
    };
  if (launch.transport !== "stdio") return emptyLaunchDraft;
  return {
    ...emptyLaunchDraft,
    commandLine: joinCommandLine([launch.command, ...launch.args]),
    workingDirectory: launch.workingDirectory ?? "",
    sandbox: launch.sandbox && draftOfSandbox(launch.sandbox),
    env: rows(launch.envNames),
  };
}

/** A server id to start from: `npx @scope/server-github` → `github`, `https://mcp.linear.app/…` → `linear`. */
export function suggestServerId(launch: LaunchInput): string {
  const source =
    launch.transport === "stdio"
      ? ([...(launch.args ?? [])].find((arg) => !arg.startsWith("-")) ?? launch.command)
      : launch.transport === "skills"
        ? launch.packageId
        : "url" in launch
          ? hostWord(launch.url)
          : "";
  const last = source.split(/[/\\]/).filter(Boolean).at(-1) ?? "";
  return last
    .toLowerCase()
    .replace(/\.(m?[jt]s|py|sh|exe)$/, "")
    .replace(/@.*$/, "")
    .replace(/^(mcp-)?server-|^mcp-|-mcp$|-server$|-mcp-server$/g, "")
    .replace(/[^a-z0-9-]+/g, "-")
    .replace(/^[^a-z]+|-+$/g, "")
    .slice(0, 40);
}

function hostWord(url: string): string {
  if (!URL.canParse(url)) return "";
  const { hostname } = new URL(url);
  if (/^[\d.]+$|:/.test(hostname)) return "";
  const labels = hostname.split(".").filter((label) => !["mcp", "www", "api"].includes(label));
  return labels.length > 1 ? (labels.at(-2) ?? "") : (labels[0] ?? "");
}
