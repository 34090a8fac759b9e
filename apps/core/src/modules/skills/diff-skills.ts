import type { SkillDiff } from "@peta/contract";
import type { SkillSummary } from "./skill.ts";
import { diffLines } from "./diff-lines.ts";

/** The files of one version and how to read them. */
export interface DiffSide {
  version: number | null;
  skills: readonly SkillSummary[];
  /** Null where it is no text. */
  readText: (skill: string, path: string) => Promise<string | null>;
}

/** Files whose lines are compared; beyond, only their names are told. */
const MAX_TEXTS = 50;

/** What changed between two versions, file by file, in the order of paths. */
export async function diffSkills(from: DiffSide, to: DiffSide): Promise<SkillDiff> {
  const before = filesOf(from.skills);
  const after = filesOf(to.skills);
  const changes: SkillDiff["changes"] = [];
  let texts = 0;
  for (const key of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const [old, current] = [before.get(key), after.get(key)];
    if (old && current && old.hash === current.hash) continue;
    const change = !old ? "added" : !current ? "removed" : "changed";
    // What was added between two versions is read like what was changed; a first version is all new.
    const isCompared = current !== undefined && from.version !== null && texts++ < MAX_TEXTS;
    const lines = isCompared ? await compare(from, to, old, current) : null;
    changes.push({ path: key, change, lines });
  }
  return { from: from.version, to: to.version, changes };
}

interface FileRef {
  skill: string;
  path: string;
  hash: string;
}

const filesOf = (skills: readonly SkillSummary[]): Map<string, FileRef> =>
  new Map(
    skills.flatMap(({ name, files }) =>
      files.map(({ path, hash }): [string, FileRef] => [`${name}/${path}`, { skill: name, path, hash }]),
    ),
  );

async function compare(
  from: DiffSide,
  to: DiffSide,
  old: FileRef | undefined,
  current: FileRef,
): Promise<string[] | null> {
  const after = await to.readText(current.skill, current.path);
  // With a line break at the end, so that no empty line seems to have gone.
  if (!old) return after === null ? null : diffLines("", after.replace(/\n?$/, "\n"));
  const before = await from.readText(old.skill, old.path);
  return before === null || after === null ? null : diffLines(before, after);
}
