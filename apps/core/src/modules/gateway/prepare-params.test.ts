import { expect, test } from "vitest";
import { checkParams, takeEarlyAnswers } from "./prepare-params.ts";

const answers = { name: { action: "accept", content: { name: "Alice" } } };

test("answers without a state are taken out of a modern client's call, without what only Core says to a server (A33)", () => {
  const params = {
    name: "ask",
    inputResponses: { ...answers, more: { _meta: { "peta/approval": 1, own: 2 } }, bad: 3 },
  };
  const taken = takeEarlyAnswers({ era: "modern" }, params);
  expect(taken).toEqual({ ...answers, more: { _meta: { own: 2 } }, bad: 3 });
  expect(params).toEqual({ name: "ask" });
  expect(takeEarlyAnswers({ era: "modern" }, { name: "ask" })).toBeNull();
});

test("answers that come with a state belong to the call that was parked, and are left to it (A25)", () => {
  const params = { name: "ask", inputResponses: answers, requestState: "state" };
  expect(takeEarlyAnswers({ era: "modern" }, params)).toBeNull();
  expect(params.inputResponses).toBe(answers);
});

test("a client that is asked by requests sends no answers with its call (A25)", () => {
  const params = { name: "ask", inputResponses: answers };
  expect(takeEarlyAnswers({ era: "legacy" }, params)).toBeNull();
  expect(() => checkParams(params)).toThrow("answer a question that Core did not ask");
});

test.each([null, [], "x", 1])("answers that are no object are refused: %j", (inputResponses) =>
  expect(() => takeEarlyAnswers({ era: "modern" }, { inputResponses })).toThrow("must be an object"),
);
