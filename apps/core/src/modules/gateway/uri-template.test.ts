import { expect, it } from "vitest";
import { barestUri, matchTemplate, normaliseUri, parseTemplate } from "./uri-template.ts";

it.each([
  ["test://template/{id}/data", "test://template/123/data", true],
  ["test://template/{id}/data", "test://template/1/2/data", false],
  ["test://template/{id}/data", "test://template/123/data/more", false],
  ["test://template/{id}/data", "test://other/123/data", false],
  ["file:///{path}", "file:///a/b", false],
  ["file:///{+path}", "file:///a/b", true],
  ["file:///{+path}", "http:///a/b", false],
  ["db://{table}{?limit,offset}", "db://users?limit=1", true],
  ["x://{a}-{b}", "x://1-2", true],
  ["x://{a}-{b}", "x://12", false],
  ["x://fixed", "x://fixed", true],
  ["x://fixed", "x://fixed2", false],
  ["x://{unclosed", "x://{unclosed", true],
])("%s and %s: %s", (template, uri, expected) => {
  expect(matchTemplate(parseTemplate(template), uri)).toBe(expected);
});

it("costs no more than its length on a hostile template (A34)", () => {
  const template = parseTemplate(`x://${"{+a}b".repeat(200)}`);
  const startedAt = performance.now();
  expect(matchTemplate(template, `x://${"b".repeat(100_000)}c`)).toBe(false);
  expect(performance.now() - startedAt).toBeLessThan(1000);
});

it("gives spellings that servers may read alike one form", () => {
  for (const spelling of ["file:///secret", "file:///%73ecret", "file:///a/../secret", "file:///a/%2e%2e/secret"]) {
    expect(normaliseUri(spelling)).toBe("file:///secret");
  }
  expect(normaliseUri("%E0%A4%A")).toBe("%E0%A4%A");
});

it("takes off what a server may overlook in a URI", () => {
  for (const spelling of [
    "file:///secret",
    "file:///secret#x",
    "file:///secret?x",
    "file:///secret?",
    "file:////secret",
    "file:///%73ecret?%zz",
    "file:///%2573ecret",
    "file:///a/%252e%252e/secret",
  ])
    expect(barestUri(spelling)).toBe("file:///secret");
  expect(barestUri("db://users?limit=1#x")).toBe("db://users?limit=1");
  expect(barestUri("db://users?")).toBe(barestUri("db://users"));
  expect(barestUri("no uri")).toBe("no uri");
});
