import type { ServerOutcome } from "../../../modules/servers/server-link.ts";
import { INSTRUCTIONS } from "../../../modules/skills/skill.ts";
import { refusal, type ServedSkills, toContents } from "./served-skills.ts";

const READ_ONLY = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };
/** What a description may take of the list that models read. */
const MAX_SHOWN_DESCRIPTION = 200;

const cut = (text: string): string =>
  text.length > MAX_SHOWN_DESCRIPTION ? `${text.slice(0, MAX_SHOWN_DESCRIPTION - 1)}…` : text;

/**
 * The tools of a version. Each definition carries the hash of every skill: when another version is served, what changed is
 * seen as a changed tool, and waits for an administrator as any changed tool does (A37).
 */
export function listTools({ packageId, version, skills }: ServedSkills): object[] {
  const names = skills.map(({ name }) => name);
  const skill = { type: "string", enum: names, description: "Name of the skill" };
  const shared = {
    annotations: READ_ONLY,
    _meta: { "skills/package": packageId, "skills/version": version, "skills/hashes": hashesOf(skills) },
  };
  return [
    {
      name: "list_skills",
      title: "List skills",
      description: "Lists the skills that can be read here, with what each is for and the files it has.",
      inputSchema: { type: "object", properties: {}, additionalProperties: false },
      ...shared,
    },
    {
      name: "get_skill",
      title: "Read a skill",
      description: `Reads the instructions of a skill. Skills:\n${skills.map(({ name, description }) => `- ${name}: ${cut(description)}`).join("\n")}`,
      inputSchema: { type: "object", properties: { skill }, required: ["skill"], additionalProperties: false },
      ...shared,
    },
    {
      name: "read_skill_file",
      title: "Read a file of a skill",
      description: "Reads a file that the instructions of a skill speak of: a reference, a template, a script.",
      inputSchema: {
        type: "object",
        properties: { skill, path: { type: "string", description: "Path inside the skill, as get_skill lists it" } },
        required: ["skill", "path"],
        additionalProperties: false,
      },
      ...shared,
    },
  ];
}

const hashesOf = (skills: ServedSkills["skills"]): Record<string, string> =>
  Object.fromEntries(skills.map(({ name, hash }) => [name, hash]));

export async function callTool(served: ServedSkills, params: Record<string, unknown>): Promise<ServerOutcome> {
  const given = (params.arguments ?? {}) as Record<string, unknown>;
  if (params.name === "list_skills") return listSkills(served);
  if (params.name !== "get_skill" && params.name !== "read_skill_file")
    return refusal(-32602, `There is no tool ${JSON.stringify(params.name)}.`);
  const skill = served.skills.find(({ name }) => name === given.skill);
  if (!skill) return fault(`There is no such skill. There are: ${served.skills.map(({ name }) => name).join(", ")}.`);
  const path = params.name === "get_skill" ? INSTRUCTIONS : given.path;
  const file = skill.files.find((candidate) => candidate.path === path);
  const content = file && (await served.readFile(skill.name, file.path));
  if (!file || !content)
    return fault(`The skill "${skill.name}" has no such file. It has: ${skill.files.map((it) => it.path).join(", ")}.`);
  const contents = toContents(skill.name, file.path, content);
  const body = "text" in contents ? text(contents.text) : { type: "resource", resource: contents };
  const others = skill.files.filter((it) => it.path !== INSTRUCTIONS).map((it) => it.path);
  const more =
    params.name === "get_skill" && others.length > 0
      ? [text(`Files of this skill, for read_skill_file: ${others.join(", ")}`)]
      : [];
  return { kind: "result", result: { content: [body, ...more] } };
}

function listSkills({ skills }: ServedSkills): ServerOutcome {
  const list = {
    skills: skills.map(({ name, description, files }) => ({ name, description, files: files.map(({ path }) => path) })),
  };
  return { kind: "result", result: { content: [text(JSON.stringify(list))], structuredContent: list } };
}

const text = (value: string) => ({ type: "text", text: value });
const fault = (message: string): ServerOutcome => ({
  kind: "result",
  result: { content: [text(message)], isError: true },
});
