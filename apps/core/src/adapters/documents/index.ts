import type { DocumentReader } from "../../modules/servers/rest/document-reader.ts";
import type { Clock } from "../clock.ts";
import { parseText } from "./parse-text.ts";

/** Texts that describe APIs, as somebody gives them or as they stand at an address. */
export const createDocumentReader = (deps: { clock: Clock; userAgent: string }): DocumentReader => ({
  parse: (text) => parseText(text),
  // With it comes an HTTP client, for a dialog that few ever open.
  fetch: async (url) => (await import("./fetch-text.ts")).fetchText(url, deps),
});
