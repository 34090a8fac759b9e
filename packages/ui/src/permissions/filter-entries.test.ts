import { expect, test } from "vitest";
import { filterEntries } from "./filter-entries.ts";

const groups = [
  {
    title: "github",
    entries: [
      { name: "create_issue", title: "Create issue", effect: "allow" as const },
      { name: "delete_repository", title: "Delete repository", effect: "deny" as const },
    ],
  },
  { title: "notes", entries: [{ name: "add_note", title: null, effect: "allow" as const }] },
];
const names = (query: string, effect: "allow" | "deny" | null = null) =>
  filterEntries(groups, query, effect).flatMap((group) => group.entries.map((entry) => entry.name));

test("nothing asked for leaves everything, empty groups too", () => {
  expect(filterEntries([...groups, { title: "empty", entries: [] }], " ", null)).toHaveLength(3);
});

test("all words must fit, in names or titles, without regard to case", () => {
  expect(names("DELETE repo")).toEqual(["delete_repository"]);
  expect(names("delete note")).toEqual([]);
});

test("a group whose own title fits keeps all its entries", () => {
  expect(names("github")).toEqual(["create_issue", "delete_repository"]);
});

test("effect and words are asked for together", () => {
  expect(names("", "deny")).toEqual(["delete_repository"]);
  expect(names("create", "deny")).toEqual([]);
});
