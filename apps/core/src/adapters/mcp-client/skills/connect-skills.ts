import type { SkillsLaunch } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import type { ConnectOptions, ServerConnection } from "../../../modules/servers/server-connector.ts";
import type { ServerOutcome } from "../../../modules/servers/server-link.ts";
import type { SkillSummary } from "../../../modules/skills/skill.ts";
import type { SkillStore } from "../../../modules/skills/skill-store.ts";
import { LEGACY_VERSION } from "../protocol.ts";
import { listPrompts, skillPrompt } from "./skill-prompts.ts";
import { listResources, readResource } from "./skill-resources.ts";
import { callTool, listTools } from "./skill-tools.ts";
import { refusal, type ServedSkills } from "./served-skills.ts";

export type SkillContent = Pick<SkillStore, "findVersion" | "readFile">;

/**
 * Serves one version of a package of skills from inside Core, as tools, prompts and resources. To everything above it this
 * is a server like another one. Throws server.launch_refused when there is no such version, or it lacks a skill that the
 * configuration names.
 */
export async function connectSkills(
  content: SkillContent | null,
  launch: SkillsLaunch,
  options: ConnectOptions,
): Promise<ServerConnection> {
  const { packageId, version } = launch;
  const found = await content?.findVersion(options.workspaceId, packageId, version);
  if (!content || !found)
    throw new CoreError(
      "server.launch_refused",
      `There is no version ${version} of a package of skills "${packageId}". Upload it first, or name a version that is there.`,
    );
  const skills = choose(found.skills, launch);
  options.onStep?.("check", `The package "${packageId}" has ${found.skills.length} skills.`);
  options.onStep?.("start", `Core serves ${skills.length} of them.`);
  const served: ServedSkills = {
    packageId,
    version,
    skills,
    readFile: (skill, path) => content.readFile(options.workspaceId, packageId, version, skill, path),
  };
  options.onStep?.("handshake", `It speaks MCP ${LEGACY_VERSION}.`);
  return {
    era: "legacy",
    protocolVersion: LEGACY_VERSION,
    serverInfo: {
      name: `skills of ${packageId}`,
      version: String(version),
      instructions:
        "Skills are instructions for particular kinds of work. When a task fits a skill's description, read the skill with get_skill before you begin, and follow it.",
    },
    capabilities: { tools: {}, prompts: {}, resources: {} },
    request: (method, params) => answer(served, method, params),
    watch: async () => {},
    close: async () => {},
  };
}

function choose(skills: readonly SkillSummary[], { packageId, version, include }: SkillsLaunch): SkillSummary[] {
  const missing = include?.find((name) => !skills.some((skill) => skill.name === name));
  if (missing !== undefined)
    throw new CoreError(
      "server.launch_refused",
      `Version ${version} of "${packageId}" has no skill "${missing}". It has: ${skills.map(({ name }) => name).join(", ")}.`,
    );
  return skills.filter(({ name }) => include?.includes(name) ?? true);
}

async function answer(served: ServedSkills, method: string, params: Record<string, unknown>): Promise<ServerOutcome> {
  switch (method) {
    case "tools/list":
      return { kind: "result", result: { tools: listTools(served) } };
    case "tools/call":
      return callTool(served, params);
    case "prompts/list":
      return { kind: "result", result: { prompts: listPrompts(served) } };
    case "prompts/get":
      return skillPrompt(served, params);
    case "resources/list":
      return { kind: "result", result: { resources: listResources(served) } };
    case "resources/templates/list":
      return { kind: "result", result: { resourceTemplates: [] } };
    case "resources/read":
      return readResource(served, params);
    case "ping":
      return { kind: "result", result: {} };
    default:
      return refusal(-32601, `Skills have no method ${method}.`);
  }
}
