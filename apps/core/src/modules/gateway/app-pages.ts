import { isObject, type Json } from "../json.ts";
import type { Capability } from "../servers/server.ts";
import { shownUri } from "./names.ts";

/** MCP Apps (SEP-1865): tools with pages that a host shows. */
const UI_EXTENSION = "io.modelcontextprotocol/ui";

/** Keys of `_meta` that name a tool's page: the older spelling, and that of hosts from before the extension. */
const FLAT_LINKS = ["ui/resourceUri", "openai/outputTemplate"];

/** Whether a client with these capabilities shows pages. */
export const declaresPages = ({ extensions }: Json): boolean =>
  isObject(extensions) && isObject(extensions[UI_EXTENSION]);

/** Whether only pages are to call it: it says who sees it, in either spelling, and models are not among them. */
export function isForPagesOnly({ kind, definition }: Pick<Capability, "kind" | "definition">): boolean {
  const { _meta } = definition;
  if (kind !== "tool" || !isObject(_meta)) return false;
  const visibility = (isObject(_meta.ui) ? _meta.ui.visibility : undefined) ?? _meta["ui/visibility"];
  return Array.isArray(visibility) && !visibility.includes("model");
}

/** A copy of a `_meta` in which every link to a page has the URI that clients see. */
export function renameUiLinks(meta: Json, serverId: string): Json {
  const { ui } = meta;
  const renamed = { ...meta };
  if (isObject(ui) && typeof ui.resourceUri === "string")
    renamed.ui = { ...ui, resourceUri: shownUri(serverId, ui.resourceUri) };
  for (const key of FLAT_LINKS) {
    const uri = meta[key];
    if (typeof uri === "string") renamed[key] = shownUri(serverId, uri);
  }
  return renamed;
}
