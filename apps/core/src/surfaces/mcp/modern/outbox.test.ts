import { expect, test } from "vitest";
import { createOutbox } from "./outbox.ts";

const setUp = (most: number) => {
  const written: unknown[] = [];
  const readers: (() => void)[] = [];
  let isBroken = false;
  const outbox = createOutbox(
    {
      writePart(part) {
        written.push(part);
        return new Promise((resolve) => readers.push(resolve));
      },
      res: { destroy: () => (isBroken = true) } as never,
    },
    most,
  );
  /** Its reader has taken what was written last. */
  const read = async (): Promise<void> => {
    readers.shift()?.();
    await new Promise((resume) => setImmediate(resume));
  };
  return { outbox, written, read, isBroken: () => isBroken };
};

test("what comes before the first word, and behind a slow reader, keeps its order and waits for its turn", async () => {
  const { outbox, written, read } = setUp(100);
  outbox.add("b");
  expect(written).toEqual([]);
  outbox.open("a");
  expect(written).toEqual(["a"]);
  await read();
  outbox.add("c");
  expect(written).toEqual(["a", "b"]);
  await read();
  await read();
  outbox.add("d");
  expect(written).toEqual(["a", "b", "c", "d"]);
});

test("what waits has a bound, before the first word too; what was written does not count (A35)", async () => {
  const early = setUp(4);
  early.outbox.add("four");
  expect(early.isBroken()).toBe(false);
  early.outbox.add("!");
  expect(early.isBroken()).toBe(true);

  const later = setUp(4);
  later.outbox.open("four");
  later.outbox.add("four");
  await later.read();
  later.outbox.add("four");
  expect(later.isBroken()).toBe(false);
  later.outbox.add("!");
  expect(later.isBroken()).toBe(true);
});
