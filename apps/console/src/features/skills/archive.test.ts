import { skillPackageIdSchema } from "@peta/contract";
import { expect, test } from "vitest";
import { packageIdOf, toBase64 } from "./archive.ts";

test("bytes of any length become the base64 that they are", () => {
  const bytes = Uint8Array.from({ length: 100_001 }, (_, index) => (index * 7) % 256);
  expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
  expect(toBase64(new Uint8Array())).toBe("");
});

test("an id comes from the file's name, and is one that Core takes or none", () => {
  expect(packageIdOf("Team Skills (2).zip")).toBe("team-skills-2");
  expect(packageIdOf("2026.zip")).toBe("");
  expect(skillPackageIdSchema.safeParse(packageIdOf(`${"a".repeat(63)} b.zip`)).success).toBe(true);
});
