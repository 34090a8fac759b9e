import { expect, test } from "vitest";
import { countsText, fleetRemark, fleetSentence } from "./server-words.ts";

const up = { status: "online", enabled: true } as const;
const down = { status: "error", enabled: true } as const;
const asleep = { status: "sleeping", enabled: true } as const;
const starting = { status: "connecting", enabled: true } as const;
const off = { status: "disabled", enabled: false } as const;

test("the sentence answers whether everything is up", () => {
  expect(fleetSentence([])).toBe("No server is registered yet");
  expect(fleetSentence([up])).toBe("The server is online");
  expect(fleetSentence([up, up])).toBe("All 2 servers are online");
  expect(fleetSentence([up, down, off])).toBe("1 of 2 servers are online, 1 needs attention, 1 switched off");
  expect(fleetSentence([off])).toBe("0 of 0 servers are online, 1 switched off");
});

test("one that sleeps is well, and what is worst is said below the number", () => {
  expect(fleetSentence([asleep, asleep])).toBe("0 of 2 servers are online, 2 sleeping until the next request");
  expect(fleetRemark([up, asleep])).toBe("1 sleeping until the next request");
  expect(fleetRemark([up, asleep, down])).toBe("1 needs attention");
  expect(fleetRemark([up, starting, asleep])).toBe("1 connecting");
  expect(fleetRemark([up])).toBe("All up");
  expect(fleetRemark([])).toBe("None registered");
});

test("counts are said in words, without the empty kinds", () => {
  expect(countsText({ tools: 1, resources: 2, templates: 0, prompts: 0 })).toBe("1 tool, 2 resources");
  expect(countsText({ tools: 0, resources: 0, templates: 0, prompts: 0 })).toBe("Nothing");
});
