import type { ImportPreview, previewImportInputSchema } from "@peta/contract";
import type { z } from "zod";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import { recordAction } from "../audit/record-action.ts";
import { requireAdministrator } from "../audit/require-administrator.ts";
import type { Caller } from "../principals/principal.ts";
import type { ServerLimits } from "../servers/server-limits.ts";
import { readClientConfiguration } from "./from-client-configuration.ts";
import { readCommandLine } from "./from-command-line.ts";
import { readLink, readUrl } from "./from-link.ts";
import { readRegistry } from "./from-registry.ts";
import type { ReadImport } from "./import-draft.ts";
import { readJson } from "./read-json.ts";
import { toCandidate } from "./to-candidate.ts";

const MAX_CANDIDATES = 100;

export interface ImportsDeps {
  audit: AuditRecorder;
  limits: ServerLimits;
  /** Ids of the workspace's servers. */
  listServerIds: (workspaceId: string) => Promise<readonly string[]>;
}

/**
 * Servers out of what somebody pastes, for review: nothing is started, fetched or stored, and each is added by itself
 * afterwards (A45, A49).
 */
export function createImportsModule(deps: ImportsDeps) {
  return {
    /** Throws input.invalid when the text is of no known kind, auth.forbidden. */
    async preview(actor: Caller, { text }: z.output<typeof previewImportInputSchema>): Promise<ImportPreview> {
      await requireAdministrator(deps, actor, "server.preview_import");
      const run = async (): Promise<ImportPreview> => {
        const { format, drafts, warnings } = readText(text.trim());
        if (drafts.length === 0) throw new CoreError("input.invalid", "It names no server.");
        const taken = new Set(await deps.listServerIds(actor.principal.workspaceId));
        const candidates = drafts.slice(0, MAX_CANDIDATES).map((draft) => toCandidate(draft, taken, deps.limits));
        const more = drafts.length > MAX_CANDIDATES ? [`Only the first ${MAX_CANDIDATES} servers are shown.`] : [];
        return { format, candidates, warnings: [...warnings, ...more] };
      };
      // The text may hold credentials: only its length is recorded.
      return recordAction(deps, actor, "server.preview_import", { characters: text.length }, run);
    },
  };
}

export type ImportsModule = ReturnType<typeof createImportsModule>;

function readText(text: string): ReadImport & { format: ImportPreview["format"] } {
  if (/^(?:\uFEFF?\s*)?(?:[{[]|\/[/*])/.test(text)) {
    const document = readJson(text.replace(/^\uFEFF/, ""));
    const registry = readRegistry(document);
    if (registry) return { format: "registry", ...registry };
    const configuration = readClientConfiguration(document);
    if (configuration) return { format: "client-configuration", ...configuration };
    throw new CoreError(
      "input.invalid",
      "This JSON is neither a configuration of an MCP client (mcpServers, servers) nor a registry's server.json.",
    );
  }
  if (/^[a-z][a-z0-9+.-]*:\S+$/i.test(text) && URL.canParse(text)) {
    const link = readLink(text);
    if (link) return { format: "link", ...link };
    if (/^https?:/i.test(text)) return { format: "url", ...readUrl(text) };
    throw new CoreError(
      "input.invalid",
      "This address is neither a web address nor an installation link that is known.",
    );
  }
  return { format: "command-line", ...readCommandLine(text) };
}
