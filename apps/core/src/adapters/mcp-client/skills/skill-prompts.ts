import type { ServerOutcome } from "../../../modules/servers/server-link.ts";
import { INSTRUCTIONS } from "../../../modules/skills/skill.ts";
import { refusal, type ServedSkills } from "./served-skills.ts";

/** Each skill as a prompt that a person chooses: its instructions, and what it shall be used for. */
export const listPrompts = ({ skills }: ServedSkills): object[] =>
  skills.map(({ name, description }) => ({
    name,
    description,
    arguments: [{ name: "request", description: "What to use the skill for", required: false }],
  }));

export async function skillPrompt(served: ServedSkills, params: Record<string, unknown>): Promise<ServerOutcome> {
  const skill = served.skills.find(({ name }) => name === params.name);
  const content = skill && (await served.readFile(skill.name, INSTRUCTIONS));
  if (!skill || !content) return refusal(-32602, "There is no such prompt.");
  const { request } = (params.arguments ?? {}) as Record<string, unknown>;
  // A message of its own: nothing is put into the text of the instructions.
  const asked = typeof request === "string" && request.trim() !== "" ? [message(request)] : [];
  const instructions = message(new TextDecoder().decode(content));
  return { kind: "result", result: { description: skill.description, messages: [instructions, ...asked] } };
}

const message = (text: string) => ({ role: "user", content: { type: "text", text } });
