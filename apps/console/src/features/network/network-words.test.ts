import { expect, test } from "vitest";
import { networkSentence, rateWords, readRate, wouldShutOut } from "./network-words.ts";

test("one's own address is looked for in the ranges; without ranges nobody is shut out", () => {
  expect(wouldShutOut("192.0.2.7", [])).toBe(false);
  expect(wouldShutOut("192.0.2.7", ["192.0.2.0/24"])).toBe(false);
  expect(wouldShutOut("::ffff:192.0.2.7", ["192.0.2.0/24"])).toBe(false);
  expect(wouldShutOut("192.0.2.7", ["2001:db8::/32", "198.51.100.1"])).toBe(true);
});

test("where one is cannot be told: then any rule may shut one out", () => {
  expect(wouldShutOut(null, ["192.0.2.0/24"])).toBe(true);
});

test("the state of the page counts what may come", () => {
  const rule = { ruleId: "r", range: "192.0.2.0/24", note: null, createdAt: "", createdBy: null };
  expect(networkSentence([])).toBe("Requests from every address are answered.");
  expect(networkSentence([rule])).toContain("1 address or range are answered");
  expect(networkSentence([rule, rule])).toContain("2 addresses and ranges");
});

test("a rate is read as people write it, and nothing is no limit", () => {
  expect(readRate(" 1,200 ")).toEqual({ ok: true, rate: 1200 });
  expect(readRate("")).toEqual({ ok: true, rate: null });
  for (const text of ["0", "1.5", "-3", "many", "1000001"]) expect(readRate(text).ok).toBe(false);
  expect(rateWords(1)).toBe("1 request a minute");
});
