import { workspaceSlugSchema } from "@peta/contract";
import { expect, test } from "vitest";
import { suggestSlug } from "./suggest-slug.ts";

test("a short name is made of a name, and Core takes it", () => {
  expect(suggestSlug("Research & Labs")).toBe("research-labs");
  expect(suggestSlug("  2 Müller GmbH! ")).toBe("muller-gmbh");
  for (const name of ["Research & Labs", "x".repeat(60), "A- ".repeat(20)])
    expect(workspaceSlugSchema.safeParse(suggestSlug(name)).success).toBe(true);
});

test("where nothing is left, nothing is suggested", () => {
  expect(suggestSlug("研究 123")).toBe("");
});
