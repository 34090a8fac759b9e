import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { envExample, unlisted } from "./env-example.ts";

const file = path.resolve(import.meta.dirname, "../../../../.env.example");

test("every variable is in a section", () => expect(unlisted()).toEqual([]));

test(".env.example says what the reader reads (rewrite it with UPDATE_DOCS=1)", () => {
  if (process.env.UPDATE_DOCS) writeFileSync(file, envExample());
  expect(readFileSync(file, "utf8")).toBe(envExample());
});
