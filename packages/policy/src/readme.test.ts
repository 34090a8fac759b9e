import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compileRules } from "./index.ts";
import type { RuleSource } from "./index.ts";

describe("README", () => {
  it("shows rules that compile", () => {
    const text = readFileSync(new URL("../README.md", import.meta.url), "utf8");
    const examples = [...text.matchAll(/```json\n([^]*?)```/g)].map(
      ([, json]) => JSON.parse(json ?? "") as RuleSource[],
    );
    expect(examples.length).toBeGreaterThan(1);
    for (const rules of examples) expect(compileRules(rules).ordered).toHaveLength(rules.length);
  });
});
