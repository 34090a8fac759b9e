import type { ChangeTopic } from "@peta/contract";
import { expect, test } from "vitest";
import { createCollector } from "./collector.ts";

function setUp() {
  const flushed: ChangeTopic[][] = [];
  const due: (() => void)[] = [];
  const collector = createCollector<ChangeTopic>((topics) => flushed.push([...topics]), 1_000, {
    set: (run) => due.push(run),
    clear: () => due.splice(0),
  });
  return { flushed, collector, tick: () => due.shift()?.(), pending: () => due.length };
}

test("the first change is handed on at once, the flood after it together", () => {
  const { flushed, collector, tick } = setUp();
  collector.add("audit");
  expect(flushed).toEqual([["audit"]]);
  for (let i = 0; i < 100; i++) collector.add("audit");
  collector.add("servers");
  expect(flushed).toHaveLength(1);
  tick();
  expect(flushed).toEqual([["audit"], ["audit", "servers"]]);
});

test("after a quiet interval the next change is immediate again", () => {
  const { flushed, collector, tick, pending } = setUp();
  collector.add("policy");
  tick();
  expect(pending()).toBe(0);
  collector.add("policy");
  expect(flushed).toEqual([["policy"], ["policy"]]);
});

test("a stopped collector forgets what waits", () => {
  const { flushed, collector, tick } = setUp();
  collector.add("audit");
  collector.add("servers");
  collector.stop();
  tick();
  expect(flushed).toEqual([["audit"]]);
});
