import { expect, test } from "vitest";
import { places, placesFor } from "./places.ts";

test("no two pages share an address or a shortcut", () => {
  expect(new Set(places.map((place) => place.href)).size).toBe(places.length);
  expect(new Set(places.map((place) => place.shortcut)).size).toBe(places.length);
});

test("who is no administrator is not sent to pages that refuse them", () => {
  expect(placesFor(false).map((place) => place.href)).toEqual([
    "/",
    "/approvals",
    "/permissions",
    "/my-servers",
    "/my-clients",
    "/sessions",
    "/settings",
  ]);
});
