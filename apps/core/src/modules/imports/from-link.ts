import { CoreError } from "../../errors.ts";
import { nothingBut, toDraft } from "./draft-launch.ts";
import { readServer } from "./from-client-configuration.ts";
import type { ReadImport } from "./import-draft.ts";
import { readJson } from "./read-json.ts";

const INSTALL_PATH = /(?:^|\/)(?:mcp\/install|install-mcp|mcp-install)$/;

/**
 * The server of an installation link of Cursor or VS Code, or null for an address that is none. A link decides nothing: what
 * it holds is shown as any other import is (A49). Throws input.invalid.
 */
export function readLink(text: string): ReadImport | null {
  const url = new URL(text);
  const inner = url.searchParams.get("url");
  if (inner !== null && /^vscode(?:-insiders)?:/.test(inner)) return readLink(inner);
  if (!INSTALL_PATH.test(`${url.host}${url.pathname}`)) return null;
  const config = url.searchParams.get("config");
  const name = url.searchParams.get("name") ?? "server";
  if (config === null) {
    // vscode:mcp/install?{...}: the whole query is the configuration.
    const document = readJson(decode(url.search.slice(1)));
    return {
      drafts: [readServer(typeof document.name === "string" ? document.name : name, document, new Map())],
      warnings: [],
    };
  }
  const json = config.trimStart().startsWith("{") ? config : Buffer.from(config, "base64").toString("utf8");
  return { drafts: [readServer(name, readJson(json), new Map())], warnings: [] };
}

export const readUrl = (text: string): ReadImport => ({
  drafts: [
    toDraft({
      ...nothingBut(new URL(text).hostname),
      url: text,
      isSse: /\/sse\/?$/.test(new URL(text).pathname),
    }),
  ],
  warnings: [],
});

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new CoreError("input.invalid", "The link's configuration cannot be read: it is not encoded as links are.", {
      cause,
    });
  }
}
