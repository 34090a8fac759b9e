import { expect, test } from "vitest";
import { TestClock } from "./clock.ts";
import { type MemoryMeter, startGivingBack } from "./give-back.ts";

const MiB = 1024 * 1024;

/** A process that takes as much CPU time and memory as the test says, and gives back down to 100 MiB. */
function createProcess() {
  const clock = new TestClock();
  const state = { cpuMs: 0, resident: 300 * MiB, collections: 0 };
  const meter: MemoryMeter = {
    cpuMs: () => state.cpuMs,
    residentBytes: () => state.resident,
    collect() {
      state.collections++;
      state.cpuMs += 150;
      state.resident = 100 * MiB;
    },
  };
  const ignore = () => {};
  const stop = startGivingBack({ clock, meter, log: { debug: ignore, info: ignore, warn: ignore, error: ignore } });
  return { state, clock, stop };
}

test("memory is given back when nothing was done for a while, once", () => {
  const { state, clock } = createProcess();
  clock.advance(19_000);
  expect(state.collections).toBe(0);
  clock.advance(1_000);
  expect(state.collections).toBe(1);
  clock.advance(600_000);
  expect(state.collections).toBe(1);
});

test("a busy process is left alone until it is quiet", () => {
  const { state, clock } = createProcess();
  for (let i = 0; i < 10; i++) {
    state.cpuMs += 1_000;
    clock.advance(20_000);
  }
  expect(state.collections).toBe(0);
  clock.advance(20_000);
  expect(state.collections).toBe(1);
});

test("a little growth is not worth a collection, much is", () => {
  const { state, clock } = createProcess();
  clock.advance(20_000);
  state.resident += 10 * MiB;
  clock.advance(60_000);
  expect(state.collections).toBe(1);
  state.resident += 10 * MiB;
  clock.advance(20_000);
  expect(state.collections).toBe(2);
});

test("nothing is collected after the end", () => {
  const { state, clock, stop } = createProcess();
  stop();
  clock.advance(600_000);
  expect(state.collections).toBe(0);
});

test("the collection of the real process runs", () => {
  const clock = new TestClock();
  const said: Record<string, unknown>[] = [];
  const ignore = () => {};
  const stop = startGivingBack({
    clock,
    log: { debug: (fields) => void said.push(fields), info: ignore, warn: ignore, error: ignore },
  });
  const before = process.cpuUsage;
  // This test has just taken CPU time of its own.
  process.cpuUsage = () => ({ user: 0, system: 0 });
  try {
    clock.advance(20_000);
  } finally {
    process.cpuUsage = before;
    stop();
  }
  expect(said).toEqual([{ beforeMiB: expect.any(Number), afterMiB: expect.any(Number) }]);
});
