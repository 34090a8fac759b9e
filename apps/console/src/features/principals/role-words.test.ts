import { principalIdSchema } from "@peta/contract";
import { expect, test } from "vitest";
import { suggestPrincipalId } from "./role-words.ts";

test("a name becomes an id that Core accepts", () => {
  expect(suggestPrincipalId("CI bot (main)")).toBe("ci-bot-main");
  expect(suggestPrincipalId("Žofie Nováková")).toBe("zofie-novakova");
  for (const name of ["9 lives", "x".repeat(80), "A – b"]) {
    expect(principalIdSchema.safeParse(suggestPrincipalId(name)).success, name).toBe(true);
  }
});

test("a name without a letter gives no id rather than a wrong one", () => {
  expect(suggestPrincipalId("42")).toBe("");
});
