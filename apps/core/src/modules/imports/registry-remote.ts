import type { Json } from "../json.ts";
import { emptyDraft, type ImportDraft } from "./import-draft.ts";
import { addInput, objects, readInput, textIn } from "./registry-input.ts";

/** A server behind a URL, with the headers that it wants. */
export function readRemote(remote: Json): ImportDraft {
  const { type, url, headers } = remote;
  const draft = emptyDraft();
  const literals: Record<string, string> = {};
  for (const header of objects(headers)) {
    const name = textIn(header.name) ?? "";
    const read = readInput(header);
    if (read === null) draft.problem ??= `The header ${name} is made of several values. Write it yourself.`;
    else if (typeof read === "string") literals[name] = read;
    else addInput(draft, name, read.input, { in: "header", name, ...(read.prefix !== "" && { prefix: read.prefix }) });
  }
  if (typeof url === "string" && /[{}]/.test(url))
    draft.problem ??= "Its URL holds a placeholder. Write the whole URL.";
  draft.launch = { transport: type === "sse" ? "sse" : "http", url, headers: literals };
  return draft;
}
