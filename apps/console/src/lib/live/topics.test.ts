import { CHANGE_TOPICS } from "@peta/contract";
import { expect, test } from "vitest";
import { isOfRouters, isPaged, routersOf } from "./topics.ts";

test("every topic makes at least one query stale", () => {
  for (const topic of CHANGE_TOPICS) expect(routersOf([topic]).size).toBeGreaterThan(0);
});

test("a changed permission refreshes permissions and the tools list, not the audit", () => {
  const routers = routersOf(["permissions"]);
  expect(isOfRouters([["permissions", "show"], { input: {} }], routers)).toBe(true);
  expect(isOfRouters([["gateway", "listTools"]], routers)).toBe(true);
  expect(isOfRouters([["audit", "list"]], routers)).toBe(false);
});

test("a list that is read in pages is not asked again as a whole", () => {
  const paged = [["audit", "list"], { input: { limit: 50 }, type: "infinite" }];
  expect(isPaged(paged)).toBe(true);
  expect(isOfRouters(paged, routersOf(["audit"]))).toBe(false);
  expect(isOfRouters([["audit", "list"], { input: { limit: 50 }, type: "query" }], routersOf(["audit"]))).toBe(true);
});

test("a key that is not of the typed API is left alone", () => {
  expect(isOfRouters(["servers"], routersOf(["servers"]))).toBe(false);
});
