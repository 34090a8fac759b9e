import type { ServerOutcome } from "../../../modules/servers/server-link.ts";
import { INSTRUCTIONS } from "../../../modules/skills/skill.ts";
import { listedType, refusal, type ServedSkills, toContents, uriOf } from "./served-skills.ts";

/** Resource not found, MCP 2025-11-25, server/resources, Error Handling. */
const RESOURCE_NOT_FOUND = -32002;

/** Every file of every skill; the instructions with what the skill is for. */
export const listResources = ({ skills }: ServedSkills): object[] =>
  skills.flatMap(({ name, description, files }) =>
    files.map(({ path, sizeBytes }) => ({
      uri: uriOf(name, path),
      name: `${name}/${path}`,
      ...(path === INSTRUCTIONS && { description }),
      mimeType: listedType(path),
      size: sizeBytes,
    })),
  );

export async function readResource(served: ServedSkills, params: Record<string, unknown>): Promise<ServerOutcome> {
  for (const { name, files } of served.skills) {
    const file = files.find(({ path }) => uriOf(name, path) === params.uri);
    const content = file && (await served.readFile(name, file.path));
    if (file && content) return { kind: "result", result: { contents: [toContents(name, file.path, content)] } };
  }
  return refusal(RESOURCE_NOT_FOUND, "There is no such resource.");
}
