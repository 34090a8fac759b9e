import { expect, test } from "vitest";
import { decisionSentence, inboxSentence, lifetimeOptions, lifetimeWords } from "./approval-words.ts";

test("the state of the inbox counts what waits for whom", () => {
  expect(inboxSentence({ pending: 0, decidableByMe: 0 })).toBe("Nothing waits.");
  expect(inboxSentence({ pending: 1, decidableByMe: 1 })).toBe("1 call waits for you.");
  expect(inboxSentence({ pending: 4, decidableByMe: 3 })).toBe("3 calls wait for you, 1 for somebody else.");
  expect(inboxSentence({ pending: 2, decidableByMe: 0 })).toBe("2 calls wait for somebody else.");
});

test("a decision names who took it and where; a channel that is not known keeps its name", () => {
  expect(decisionSentence({ status: "rejected", decidedBy: "ada", decisionChannel: "desk" })).toBe(
    "Rejected by ada in Desk",
  );
  expect(decisionSentence({ status: "executed", decidedBy: "ada", decisionChannel: "pager" })).toBe(
    "Approved by ada pager",
  );
  expect(decisionSentence({ status: "pending", decidedBy: null, decisionChannel: null })).toBeNull();
});

test("a stored lifetime that nobody offers can still be chosen", () => {
  expect(lifetimeWords(3600)).toBe("1 hour");
  expect(lifetimeWords(90)).toBe("90 seconds");
  expect(lifetimeOptions(90)[0]).toEqual({ value: "90", label: "90 seconds" });
});
