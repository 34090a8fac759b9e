import { expect, test } from "vitest";
import { overviewSentence, splitCanonical } from "./overview-words.ts";

const counts = {
  servers: 0,
  serversOnline: 0,
  persons: 1,
  agents: 0,
  sessions: 0,
  calls24h: 0,
  denied24h: 0,
  failed24h: 0,
};

test("the sentence says first whether everything is up", () => {
  expect(overviewSentence(counts)).toBe("No server is registered yet; no calls in the last 24 hours.");
  expect(overviewSentence({ ...counts, servers: 3, serversOnline: 3, calls24h: 9 })).toBe(
    "All 3 servers are online; no call failed in the last 24 hours.",
  );
  expect(overviewSentence({ ...counts, servers: 3, serversOnline: 1, calls24h: 9, failed24h: 1 })).toBe(
    "2 of 3 servers are not online; 1 call failed in the last 24 hours.",
  );
});

test("a resource's name may hold the separator again", () => {
  expect(splitCanonical("files::file:///a::b")).toEqual({ serverId: "files", capability: "file:///a::b" });
  expect(splitCanonical("odd")).toEqual({ serverId: undefined, capability: "odd" });
});
