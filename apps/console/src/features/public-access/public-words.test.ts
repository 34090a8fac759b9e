import { expect, test } from "vitest";
import { publicEndpoint, publicSentence, publicState, readPublicRate, toolNote, toolObstacle } from "./public-words.ts";

const server = { enabled: true, anonymousAccess: true, anonymousObstacle: null, anonymousToolCount: 2 };

test("the page says how much anybody can use, and counts only what is reached", () => {
  expect(publicSentence([])).toBe("Nothing can be used without a sign-in.");
  expect(publicSentence([server])).toBe("2 tools of 1 server can be used by anybody, without a sign-in.");
  const unreached = [{ enabled: false }, { anonymousAccess: false }, { anonymousToolCount: 0 }];
  expect(publicSentence(unreached.map((part) => ({ ...server, ...part })))).toBe(publicSentence([]));
});

test("a server's state says why nothing is reached", () => {
  const stateOf = (part: Partial<typeof server> | { anonymousObstacle: string }) => publicState({ ...server, ...part });
  expect(stateOf({})).toEqual({ tone: "warning", label: "Open to anybody", why: null });
  expect(stateOf({ anonymousAccess: false })).toMatchObject({ label: "Closed", why: null });
  expect(stateOf({ enabled: false }).why).toContain("switched off");
  expect(stateOf({ anonymousToolCount: 0 }).why).toContain("no tool is chosen");
  expect(stateOf({ anonymousObstacle: "It is bound." })).toMatchObject({
    label: "Cannot be open",
    why: "It is bound.",
  });
});

test("a tool that wants a person cannot be chosen, and what the others say of themselves is told", () => {
  expect(([0, 1, 2, 3] as const).map((dangerLevel) => toolObstacle({ dangerLevel }) === null)).toEqual([
    true,
    true,
    false,
    false,
  ]);
  expect(toolObstacle({ dangerLevel: 3 })).toContain("Danger level 3 (step-up)");
  const hints = { readOnly: true, destructive: null, idempotent: null, openWorld: null };
  expect(toolNote({ enabled: true, hints })).toBe("Says that it only reads.");
  expect(toolNote({ enabled: false, hints: { ...hints, readOnly: false, destructive: true } })).toMatch(
    /destroy something\. It is switched off/,
  );
});

test("the address and the rate are what Core takes", () => {
  expect(publicEndpoint("https://peta.example/mcp", "main")).toBe("https://peta.example/mcp/public/main");
  expect(readPublicRate(" 30 ")).toEqual({ ok: true, rate: 30 });
  for (const text of ["", "0", "1001", "1.5", "-1", "1e2"]) expect(readPublicRate(text).ok).toBe(false);
});
