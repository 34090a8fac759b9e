import { parse } from "yaml";
import { isObject } from "../json.ts";
import { refuseSkills } from "./skill-errors.ts";

export interface Instructions {
  name: string | null;
  description: string | null;
}

const FRONT_MATTER = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/;
const MAX_FRONT_MATTER = 16_384;
const SKILL_NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

const textOf = (value: unknown): string | null =>
  typeof value === "string" && value.trim() !== "" ? value.trim().replace(/\s+/g, " ") : null;

/**
 * Name and description of a skill from the YAML at the head of its SKILL.md. Throws skill.refused where that is no YAML.
 * @param at for the sentence: where the file is
 */
export function readInstructions(text: string, at: string): Instructions {
  const [, head] = FRONT_MATTER.exec(text) ?? [];
  if (head === undefined) return { name: null, description: null };
  if (head.length > MAX_FRONT_MATTER)
    throw refuseSkills(`The head of ${at} is longer than ${MAX_FRONT_MATTER} characters.`);
  let value: unknown;
  try {
    // Without aliases, a few bytes cannot become many (A34).
    value = parse(head, { maxAliasCount: 0, logLevel: "error" });
  } catch (error) {
    const [why = ""] = (error as Error).message.split("\n");
    throw refuseSkills(`The head of ${at} is no YAML: ${why.slice(0, 200)}`, error);
  }
  const { name, description } = isObject(value) ? value : {};
  return { name: textOf(name), description: textOf(description) };
}

/** Whether it can be a skill's name: small letters, digits and single hyphens, 64 characters at most. */
export const isSkillName = (name: string): boolean => name.length <= 64 && SKILL_NAME.test(name);

/** The nearest name to what a directory is called, or null where nothing is left of it. */
export function toSkillName(text: string): string | null {
  const name = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 64)
    .replace(/^-+|-+$/g, "");
  return name === "" ? null : name;
}

/** The first line of prose: what a skill without a description is told by. */
export function firstProse(text: string): string | null {
  const line = text
    .replace(FRONT_MATTER, "")
    .split(/\r?\n/)
    .find((candidate) => /^[^\s#>`|<-]/.test(candidate));
  return textOf(line?.slice(0, 1024));
}
