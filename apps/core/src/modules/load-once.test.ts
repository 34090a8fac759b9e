import { expect, test } from "vitest";
import { loadOnce } from "./load-once.ts";

test("loads nothing until it is asked for, and then once for everybody", async () => {
  let loads = 0;
  const library = loadOnce(async () => ({ number: ++loads }));
  expect(await library.soFar()).toBeNull();
  expect(loads).toBe(0);

  const [first, second] = await Promise.all([library.get(), library.get()]);

  expect(first).toBe(second);
  expect(await library.soFar()).toBe(first);
  expect(loads).toBe(1);
});

test("a load that failed is told to those who waited and tried again for the next", async () => {
  let loads = 0;
  const library = loadOnce(async () => {
    if (++loads === 1) throw new Error("too many open files");
    return "loaded";
  });
  const waiting = [library.get(), library.get()];
  const closing = library.soFar();

  await Promise.all(waiting.map((one) => expect(one).rejects.toThrow("too many open files")));
  expect(await closing).toBeNull();
  expect(await library.get()).toBe("loaded");
  expect(loads).toBe(2);
});
