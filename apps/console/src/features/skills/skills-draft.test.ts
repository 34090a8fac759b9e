import { launchSchema } from "@peta/contract";
import { expect, test } from "vitest";
import { emptySkillsDraft, toSkillsLaunch, versionWords } from "./skills-draft.ts";

test("a whole package is served without a list, some of it with one, and none of it is refused", () => {
  const draft = { packageId: "team", version: 2, leftOut: new Set<string>(), names: ["forms", "letters"] };
  expect(toSkillsLaunch(draft)).toEqual({ transport: "skills", packageId: "team", version: 2 });
  expect(toSkillsLaunch({ ...draft, leftOut: new Set(["forms"]) })).toMatchObject({ include: ["letters"] });
  const nothing = toSkillsLaunch({ ...draft, leftOut: new Set(["forms", "letters"]) });
  expect(launchSchema.safeParse(nothing).success).toBe(false);
  expect(launchSchema.safeParse(toSkillsLaunch(emptySkillsDraft)).success).toBe(false);
});

test("a version says its age and size", () => {
  const version = { version: 3, fileCount: 1, createdAt: "2026-11-30T12:00:00Z" };
  expect(versionWords(version, true)).toBe("3, newest, 1 file, 30 Nov 2026");
});
