import { expect, test } from "vitest";
import { detourHref, safeNext } from "./detour.ts";

test("a next address outside this Console is not followed", () => {
  for (const bad of [null, "", "https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]) {
    expect(safeNext(bad)).toBe("/");
  }
  for (const hidden of ["/\t/evil.example", "/\n/evil.example", "\t//evil.example", "/\r\n/evil.example"])
    expect(safeNext(hidden)).toBe("/");
  expect(safeNext("/audit?outcome=denied")).toBe("/audit?outcome=denied");
});

test("sign-in leads back to the page and its filters, never to itself", () => {
  expect(detourHref("/sign-in", { pathname: "/audit", search: "?outcome=denied" })).toBe(
    "/sign-in?next=%2Faudit%3Foutcome%3Ddenied",
  );
  expect(detourHref("/sign-in", { pathname: "/sign-in", search: "?next=%2F" })).toBe("/sign-in");
  expect(detourHref("/sign-in", { pathname: "/", search: "" })).toBe("/sign-in");
});
