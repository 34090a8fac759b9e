import { expect, test } from "vitest";
import { overviewSentence, splitCanonical } from "./overview-words.ts";

test("the sentence says first whether everything is up", () => {
  expect(overviewSentence("No server is registered yet", { calls24h: 0, failed24h: 0 })).toBe(
    "No server is registered yet; no calls in the last 24 hours.",
  );
  expect(overviewSentence("The server is online", { calls24h: 9, failed24h: 0 })).toBe(
    "The server is online; no call failed in the last 24 hours.",
  );
  expect(overviewSentence("The server is online", { calls24h: 9, failed24h: 1 })).toBe(
    "The server is online; 1 call failed in the last 24 hours.",
  );
});

test("a resource's name may hold the separator again", () => {
  expect(splitCanonical("files::file:///a::b")).toEqual({ serverId: "files", capability: "file:///a::b" });
  expect(splitCanonical("odd")).toEqual({ serverId: undefined, capability: "odd" });
});
