import type { Register } from "../command.ts";
import { EXIT } from "../errors.ts";
import { parseJsonObject } from "../parse.ts";
import { readStdin } from "../prompt.ts";
import { clean } from "../text.ts";

/** Calls a tool through Core, under the same policy and audit as an MCP client. */
export const call: Register = (parent, run) =>
  void parent
    .command("call")
    .description("call a tool, under the same policy and audit as an MCP client")
    .argument("<tool>", "serverId::tool")
    .argument("[arguments]", "a JSON object; - reads it from standard input", "{}")
    .action(
      run(async ({ core, io }, name: string, given: string) => {
        const text = given === "-" ? await readStdin(io) : given;
        const result = await core.gateway.callTool.mutate({ name, arguments: parseJsonObject(text, "The arguments") });
        const isError = result.isError === true;
        return { document: result, text: contentText(result), exitCode: isError ? EXIT.toolError : EXIT.ok };
      }),
    );

/** What a tool answered, for reading: text as it is, the rest named by its kind. */
function contentText(result: { content?: unknown[]; structuredContent?: unknown; isError?: boolean }): string {
  const parts = (result.content ?? []).map((item) => {
    const block = item as {
      type?: unknown;
      text?: unknown;
      mimeType?: unknown;
      uri?: unknown;
      resource?: { uri?: unknown; text?: unknown };
    };
    if (block.type === "text") return clean(String(block.text), { keepLines: true });
    if (block.type === "resource" && typeof block.resource?.text === "string")
      return clean(block.resource.text, { keepLines: true });
    return `[${clean([block.type, block.mimeType, block.uri ?? block.resource?.uri].filter(Boolean).join(" "))}; --json shows it]`;
  });
  if (parts.length === 0 && result.structuredContent !== undefined)
    parts.push(clean(JSON.stringify(result.structuredContent, null, 2), { keepLines: true }));
  return [
    ...(result.isError ? ["The tool reported an error:"] : []),
    ...(parts.length ? parts : ["(no content)"]),
  ].join("\n");
}
