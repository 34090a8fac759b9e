import { describe, expect, it } from "vitest";
import { TestClock } from "../../../adapters/clock.ts";
import type { OwnRun } from "./own-run.ts";
import { createOwnRuns } from "./own-runs.ts";

const MIB = 1024 * 1024;

/** Runs in memory, of which nothing is known but what the store looks at. */
function twin() {
  const clock = new TestClock();
  const runs = createOwnRuns({ clock, endedPerPrincipal: 2 });
  const cancelled: string[] = [];
  const add = (key: string, { who = "ann", size = 1, isOver = true, ttlMs = 60_000 } = {}): OwnRun => {
    const run = {
      call: { key, client: { caller: { principal: { id: who } } } },
      until: clock.now() + ttlMs,
      size,
      isOver,
      cancel: () => void cancelled.push(key),
    } as unknown as OwnRun;
    runs.add(run);
    if (isOver) runs.trim(run);
    return run;
  };
  const kept = (...keys: string[]): string[] => keys.filter((key) => runs.find(key) !== null);
  return { clock, runs, cancelled, add, kept };
}

describe("the runs that are kept", () => {
  it("go when the time of their tasks is over, and those under way are taken back", () => {
    const { clock, cancelled, add, kept } = twin();
    add("short", { isOver: false, ttlMs: 1_000 });
    add("long", { isOver: false });
    clock.advance(1_000);
    expect([kept("short", "long"), cancelled]).toEqual([["long"], ["short"]]);
  });

  it("are a few of those that have ended for each principal, the latest; those under way all stay (A34)", () => {
    const { add, kept } = twin();
    add("under-way", { isOver: false });
    for (const key of ["1", "2", "3"]) add(key);
    add("other", { who: "bob" });
    expect(kept("under-way", "1", "2", "3", "other")).toEqual(["under-way", "2", "3", "other"]);
  });

  it("have together 32 MiB of each principal: the oldest makes room, and the latest stays (A34)", () => {
    const { add, kept } = twin();
    add("1", { size: 20 * MIB });
    add("other", { who: "bob", size: 20 * MIB });
    add("2", { size: 20 * MIB });
    expect(kept("1", "2", "other")).toEqual(["2", "other"]);
  });

  it("have together 128 MiB of all (A34)", () => {
    const { add, kept } = twin();
    const keys = ["a", "b", "c", "d", "e"];
    for (const who of keys) add(who, { who, size: 30 * MIB });
    expect(kept(...keys)).toEqual(["b", "c", "d", "e"]);
  });

  it("are all taken back at the end, and none is found any more", () => {
    const { clock, runs, cancelled, add, kept } = twin();
    add("1", { isOver: false });
    add("2", { isOver: false });
    runs.close();
    expect([kept("1", "2"), cancelled]).toEqual([[], ["1", "2"]]);
    clock.advance(60_000);
    expect(cancelled).toHaveLength(2);
  });
});
