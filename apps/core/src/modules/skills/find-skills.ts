import { createHash } from "node:crypto";
import { canonicalJson, hashText } from "../canonical-json.ts";
import type { ArchiveFile } from "./read-archive.ts";
import { firstProse, isSkillName, readInstructions, toSkillName } from "./read-instructions.ts";
import { INSTRUCTIONS, type Skill, type SkillFile } from "./skill.ts";
import { refuseSkills } from "./skill-errors.ts";
import type { SkillLimits } from "./skill-limits.ts";
import { textOf } from "./text-of.ts";

const MAX_DESCRIPTION = 1024;
/** Characters that show nothing, or turn text around: an old way to tell a model what its reader does not see (A38). */
const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/u;

export interface FoundSkills {
  skills: Skill[];
  /** SHA-256 over all of them, in hex. */
  hash: string;
  sizeBytes: number;
  /** What was left out or looks wrong, one sentence each. */
  warnings: string[];
}

/**
 * Every directory that holds a SKILL.md is a skill, with whatever lies below it and belongs to no other skill. The
 * archive's root may be one. Throws skill.refused where there is none, or one cannot be told from another.
 */
export function findSkills(files: readonly ArchiveFile[], limits: SkillLimits): FoundSkills {
  const warnings: string[] = [];
  const roots = files
    .filter(({ path }) => path === INSTRUCTIONS || path.endsWith(`/${INSTRUCTIONS}`))
    .map(({ path }) => path.slice(0, -INSTRUCTIONS.length))
    // The deepest first: a file belongs to the nearest one above it.
    .sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  if (roots.length === 0)
    throw refuseSkills(`No directory of the archive holds a ${INSTRUCTIONS}. A skill is a directory with such a file.`);
  if (roots.length > limits.skills)
    throw refuseSkills(`The archive has ${roots.length} skills; ${limits.skills} at most.`);
  const belonging = new Map<string, SkillFile[]>(roots.map((root) => [root, []]));
  let outside = 0;
  for (const { path, content } of files) {
    const root = roots.find((candidate) => path.startsWith(candidate));
    if (root === undefined) outside++;
    else belonging.get(root)?.push({ path: path.slice(root.length), hash: hashBytes(content), content });
  }
  if (outside > 0)
    warnings.push(
      outside === 1
        ? "1 file belongs to no skill and was left out."
        : `${outside} files belong to no skill and were left out.`,
    );
  const skills = [...belonging].map(([root, contents]) => toSkill(root, contents, limits, warnings));
  skills.sort((a, b) => (a.name < b.name ? -1 : 1));
  const twin = skills.find(({ name }, index) => skills[index + 1]?.name === name);
  if (twin) throw refuseSkills(`Two skills of the archive are called "${twin.name}". Each needs a name of its own.`);
  return {
    skills,
    hash: hashText(
      canonicalJson(
        skills.map(({ name, hash }) => [name, hash]),
        3,
      ),
    ),
    sizeBytes: skills.flatMap(({ files: all }) => all).reduce((sum, file) => sum + file.sizeBytes, 0),
    warnings,
  };
}

function toSkill(root: string, contents: SkillFile[], limits: SkillLimits, warnings: string[]): Skill {
  const at = `${root}${INSTRUCTIONS}`;
  const directory = root.split("/").at(-2) ?? "";
  contents.sort((a, b) => (a.path < b.path ? -1 : 1));
  const text = textOf(contents.find(({ path }) => path === INSTRUCTIONS)?.content ?? new Uint8Array());
  if (text === null) throw refuseSkills(`${at} is not text in UTF-8.`);
  if (text.length > limits.instructionsBytes)
    throw refuseSkills(
      `${at} is longer than ${limits.instructionsBytes} characters. Move parts of it into files of their own.`,
    );
  const given = readInstructions(text, at);
  const name = given.name !== null && isSkillName(given.name) ? given.name : toSkillName(given.name ?? directory);
  if (name === null) throw refuseSkills(`The skill in ${at} has no name. Write one into its head: name: my-skill.`);
  if (given.name !== name)
    warnings.push(
      `The skill in ${at} is called "${name}": its head names no usable name (small letters, digits, hyphens).`,
    );
  else if (directory !== "" && directory !== name)
    warnings.push(
      `The skill "${name}" lies in a directory called "${directory}"; other programs want both to be the same.`,
    );
  const description = (given.description ?? firstProse(text) ?? "").slice(0, MAX_DESCRIPTION);
  if (given.description === null)
    warnings.push(`The skill "${name}" has no description in its head: agents will not know when to use it.`);
  if (UNSEEN.test(text) || /<!--/.test(text))
    warnings.push(
      `The instructions of "${name}" hold text that a reader does not see (hidden characters or comments). Look at them.`,
    );
  const files = contents.map(({ path, hash, content }) => ({ path, hash, sizeBytes: content.byteLength }));
  const hash = hashText(canonicalJson({ description, files: files.map((file) => [file.path, file.hash]) }, 4));
  return { name, description, hash, files, contents };
}

const hashBytes = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
