import { type ImportCandidate, type ServerDefinition, serverDefinitionSchema, serverIdSchema } from "@peta/contract";
import { toPublicError } from "../../errors.ts";
import { maskArguments, maskUrl } from "../servers/launch-view.ts";
import type { ServerLimits } from "../servers/server-limits.ts";
import { checkDefinition } from "../templates/index.ts";
import type { ImportDraft } from "./import-draft.ts";
import { launchWarnings } from "./launch-warnings.ts";
import { labelOf } from "./placeholders.ts";

/**
 * Looks at a draft as at any server that somebody adds: what the contract or the launch check refuses is its problem
 * (A46). Nothing is started, opened or looked up.
 * @param taken server ids that are not free; the candidate's is added
 */
export function toCandidate(draft: ImportDraft, taken: Set<string>, limits: ServerLimits): ImportCandidate {
  const { launch, fields, warnings } = draft;
  const serverId = freshServerId(draft, taken);
  const parsed = serverDefinitionSchema.safeParse({
    displayName: labelOf(draft.displayName || draft.name || serverId),
    ...(draft.description !== undefined && { description: draft.description.slice(0, 2000) }),
    ...(draft.homepage !== undefined && URL.canParse(draft.homepage) && { homepage: draft.homepage }),
    launch,
    fields,
  });
  const [issue] = parsed.error?.issues ?? [];
  const problem =
    draft.problem ??
    (parsed.success
      ? problemOf(parsed.data, limits)
      : `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "invalid"}`);
  return {
    serverId,
    definition: problem === null && parsed.success ? parsed.data : null,
    summary: summaryOf(launch),
    warnings: [...warnings, ...(parsed.success ? launchWarnings(parsed.data.launch) : [])],
    problem,
  };
}

function problemOf(definition: ServerDefinition, limits: ServerLimits): string | null {
  try {
    checkDefinition(definition, limits);
    return null;
  } catch (error) {
    return toPublicError(error).message;
  }
}

/** What would be started or reached, in full but for what looks like a credential. */
function summaryOf(launch: Record<string, unknown>): string {
  if (typeof launch.command === "string") {
    const args = Array.isArray(launch.args) ? launch.args.filter((arg) => typeof arg === "string") : [];
    return [launch.command, ...maskArguments(args)]
      .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word)))
      .join(" ");
  }
  return typeof launch.url === "string" ? maskUrl(launch.url) : "";
}

/** `@scope/server-github` becomes `github`; where that is taken, `github-2`. */
function freshServerId({ name, launch }: ImportDraft, taken: Set<string>): string {
  const args = Array.isArray(launch.args) ? launch.args.filter((arg) => typeof arg === "string") : [];
  const source = [name, args.find((arg) => !arg.startsWith("-")), launch.command, "server"]
    .map(toSlug)
    .find((it) => it !== "");
  const base = source ?? "server";
  let id = base;
  for (let n = 2; taken.has(id); n++) id = `${base.slice(0, 36)}-${n}`;
  taken.add(id);
  return serverIdSchema.parse(id);
}

const toSlug = (text: unknown): string =>
  typeof text !== "string"
    ? ""
    : (text.split(/[/\\]/).filter(Boolean).at(-1) ?? "")
        .toLowerCase()
        .replace(/@.*$|\.(?:m?[jt]s|py|sh|exe|com|io|dev|app|org|net)$/g, "")
        .replace(/^(?:mcp-)?server-|^(?:mcp|www|api)[.-]|-mcp(?:-server)?$|-server$/g, "")
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^[^a-z]+|-+$/g, "")
        .slice(0, 40)
        .replace(/-+$/, "");
