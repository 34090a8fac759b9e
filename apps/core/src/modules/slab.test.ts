import fc from "fast-check";
import { expect, test } from "vitest";
import { Slab } from "./slab.ts";

test("holds what a set would hold, in whatever order things come and go", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.boolean(), fc.nat(9)), { maxLength: 60 }), (steps) => {
      const items = Array.from({ length: 10 }, () => ({ slot: -1 }));
      const slab = new Slab<{ slot: number }>();
      const set = new Set<{ slot: number }>();
      for (const [adds, at] of steps) {
        const item = items[at] as { slot: number };
        if (!adds) {
          slab.remove(item);
          set.delete(item);
        } else if (!set.has(item)) {
          slab.add(item);
          set.add(item);
        }
        const held = new Set<{ slot: number }>();
        slab.forEach((one) => held.add(one));
        expect(held).toEqual(set);
        expect(slab.size).toBe(set.size);
      }
    }),
    { seed: 7 },
  );
});
