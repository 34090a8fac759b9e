import fc from "fast-check";
import { expect, it } from "vitest";
import { createSearchIndex, scoreMatches } from "./search-index.ts";
import { toolTexts } from "./tool-texts.ts";
import { wordsOf } from "./words.ts";

const TOOLS = [
  ["github", "create_issue", "Creates an issue in a repository."],
  ["github", "list_issues", "Lists the issues of a repository."],
  ["github", "mergePullRequest", "Merges a pull request."],
  ["mail", "send", "Sends an email. Do not use it for issues of a repository, use the repository for issues."],
  ["calendar", "create_event", "Creates an event."],
  ["übersicht", "größe", "Zeigt die Größe."],
] as const;
type Tool = (typeof TOOLS)[number];

const textsOf = ([serverId, name, description]: Tool) => toolTexts(serverId, name, { description });
const search = (query: string, visible: readonly Tool[] = TOOLS): string[] => {
  // One index for each server, as in a workspace.
  const indexes = [...new Set(TOOLS.map(([server]) => server))].map((server) =>
    createSearchIndex(
      TOOLS.filter(([of]) => of === server),
      textsOf,
    ),
  );
  const lengths = indexes.flatMap((index) => [...index.lengths]).filter(([tool]) => visible.includes(tool));
  const averageLength = lengths.reduce((sum, [, length]) => sum + length, 0) / Math.max(1, lengths.length);
  const scores = scoreMatches(query, indexes, {
    has: (tool) => visible.includes(tool),
    size: visible.length,
    averageLength,
  });
  return [...scores].sort(([, a], [, b]) => b - a).map(([[, name]]) => name);
};

it("takes names apart as people and programs write them", () => {
  expect(wordsOf("readFile read_file read-file files.read HTTPServer2x", 20)).toEqual([
    "read",
    "file",
    "read",
    "file",
    "read",
    "file",
    "file",
    "read",
    "httpserver2x",
  ]);
  expect(wordsOf("The size of the Größe", 20)).toEqual(["size", "größe"]);
  expect(wordsOf("a b c d e f", 3)).toHaveLength(3);
});

it.each([
  ["issue", "create_issue"],
  ["list issues", "list_issues"],
  ["merge a pull request", "mergePullRequest"],
  ["email", "send"],
  ["größe", "größe"],
  ["calendar event", "create_event"],
])("%s finds %s first", (query, name) => {
  expect(search(query)[0]).toBe(name);
});

it("a name tells more than a description that repeats a word", () => {
  const found = search("repository issue");
  expect(found.indexOf("send")).toBeGreaterThan(found.indexOf("create_issue"));
});

it("finds nothing for words that nothing has", () => {
  expect(search("quantum")).toEqual([]);
  expect(search("the of a")).toEqual([]);
});

it("a rank tells nothing of what the searcher does not see: hidden tools might as well not exist (A27)", () => {
  const words = fc.constantFrom("issue", "repository", "create", "send", "event", "list", "github");
  fc.assert(
    fc.property(fc.array(words, { maxLength: 4 }), fc.subarray([...TOOLS]), (query, visible) => {
      const among = search(query.join(" "), visible);
      const index = createSearchIndex(visible, textsOf);
      const averageLength =
        [...index.lengths.values()].reduce((sum, length) => sum + length, 0) / Math.max(1, visible.length);
      const alone = scoreMatches(query.join(" "), [index], { has: () => true, size: visible.length, averageLength });
      expect(new Set(among)).toEqual(new Set([...alone.keys()].map(([, name]) => name)));
      const best = Math.max(0, ...alone.values());
      const [first] = among;
      if (first !== undefined)
        expect([...alone].filter(([, score]) => Math.abs(score - best) < 1e-9).map(([[, name]]) => name)).toContain(
          first,
        );
    }),
    { seed: 7, numRuns: 100 },
  );
});

it("a description of a million words takes no more room than its beginning (A34)", () => {
  const description = Array.from({ length: 100_000 }, (_, n) => `word${n}`).join(" ");
  const index = createSearchIndex(["one"], () => toolTexts("s", "t", { description }));
  expect(index.postings.size).toBeLessThan(400);
});
