import type { ServerLogEntry } from "@peta/contract";
import { expect, test } from "vitest";
import { fitsSearch, haveSeveralConnections, logText, logTime, withEntries } from "./log-lines.ts";

const line = (seq: number, at = "2026-11-30T07:00:00.000Z"): ServerLogEntry => ({
  seq,
  at,
  kind: "stderr",
  connection: 1,
  line: `line ${seq}`,
});
const answer: ServerLogEntry = {
  seq: 7,
  at: "2026-11-30T07:00:00.000Z",
  kind: "message",
  connection: 1,
  direction: "received",
  type: "error",
  method: "tools/call",
  id: "12",
  size: 1_204,
  durationMs: 34.6,
  code: -32_602,
};

test("what comes twice after a lost connection is there once, and the oldest go", () => {
  const known = [line(1), line(2)];
  expect(withEntries(known, [line(2), line(3), line(3)], 2)).toEqual([line(2), line(3)]);
  expect(withEntries(known, [line(1)])).toBe(known);
});

test("after a restart of Core the numbers begin anew, and nothing is lost", () => {
  const later = line(1, "2026-11-30T08:00:00.000Z");
  expect(withEntries([line(1)], [later])).toEqual([line(1), later]);
});

test("a message says direction-free facts and never content", () => {
  expect(logText(answer)).toBe("tools/call, error -32602, #12, 1,204 characters, 35 ms");
  expect(logText({ seq: 1, at: answer.at, kind: "state", state: "online", reason: null })).toBe("online");
});

test("lines say their connection only where there are several", () => {
  const state: ServerLogEntry = { seq: 1, at: answer.at, kind: "state", state: "online", reason: null };
  expect(haveSeveralConnections([line(1), answer, state])).toBe(false);
  expect(haveSeveralConnections([line(1), { ...answer, connection: 2 }])).toBe(true);
});

test("a search finds every word, in any case", () => {
  expect(fitsSearch(answer, "TOOLS/call -32602")).toBe(true);
  expect(fitsSearch(answer, "tools/list")).toBe(false);
  expect(fitsSearch(answer, "")).toBe(true);
});

test("times have milliseconds, in the reader's zone", () => {
  expect(logTime("2026-11-30T07:00:00.250Z", "UTC")).toBe("07:00:00.250");
});
