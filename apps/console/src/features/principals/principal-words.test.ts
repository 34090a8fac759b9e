import { expect, test } from "vitest";
import { crowdSentence } from "./principal-words.ts";

test("the sentence counts people, agents and who is disabled", () => {
  const person = { kind: "person", status: "active" } as const;
  const agent = { kind: "agent", status: "disabled" } as const;
  expect(crowdSentence([person])).toBe("1 person and 0 agents.");
  expect(crowdSentence([person, person, agent])).toBe("2 people and 1 agent, 1 disabled.");
});
