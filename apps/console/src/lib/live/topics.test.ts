import { CHANGE_TOPICS } from "@peta/contract";
import { expect, test } from "vitest";
import { isOfRouters, routersOf } from "./topics.ts";

test("every topic makes at least one query stale", () => {
  for (const topic of CHANGE_TOPICS) expect(routersOf([topic]).size).toBeGreaterThan(0);
});

test("a changed permission refreshes permissions and the tools list, not the audit", () => {
  const routers = routersOf(["permissions"]);
  expect(isOfRouters([["permissions", "show"], { input: {} }], routers)).toBe(true);
  expect(isOfRouters([["gateway", "listTools"]], routers)).toBe(true);
  expect(isOfRouters([["audit", "list"]], routers)).toBe(false);
});

test("a key that is not of the typed API is left alone", () => {
  expect(isOfRouters(["servers"], routersOf(["servers"]))).toBe(false);
});
