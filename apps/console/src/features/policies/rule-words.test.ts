import { expect, test } from "vitest";
import type { Rule } from "./parse-rules.ts";
import { inSpeakingOrder, matchWords } from "./rule-words.ts";

test("a match is said in words, and an empty one is about every call", () => {
  expect(matchWords({})).toBe("every call");
  expect(matchWords({ capabilities: ["delete_*"], servers: ["files", "notes"], roles: ["user"] })).toBe(
    "delete_*, on files or notes, by role user",
  );
  expect(matchWords({ kinds: ["tool"] })).toBe("every tool");
});

test("the higher priority speaks first, whatever the stored order", () => {
  const rule = (id: string, priority: number): Rule => ({ id, priority, match: {}, effect: "deny" });
  expect(inSpeakingOrder([rule("b", 1), rule("c", 9), rule("a", 1)]).map((one) => one.id)).toEqual(["c", "a", "b"]);
});
