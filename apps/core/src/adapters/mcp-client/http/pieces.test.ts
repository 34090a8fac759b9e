import fc from "fast-check";
import { expect, test } from "vitest";
import { Pieces, TextPieces } from "./pieces.ts";

test("what arrived in pieces is the whole, however it was cut", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary", maxLength: 5 }), { maxLength: 700 }), (parts) => {
      const [bytes, text] = [new Pieces(), new TextPieces()];
      for (const part of parts) {
        bytes.push(Buffer.from(part));
        text.push(part);
      }
      const whole = parts.join("");
      expect(String(bytes)).toBe(Buffer.concat(parts.map((part) => Buffer.from(part))).toString());
      expect(text.length).toBe(whole.length);
      expect(text.take()).toBe(whole);
      expect([text.length, text.take()]).toEqual([0, ""]);
    }),
  );
});

test("A34: a body that comes byte by byte costs about its own size in memory", () => {
  const parent = Buffer.alloc(65_536, 120);
  const before = process.memoryUsage();
  const body = new Pieces();
  for (let at = 0; at < 2_000_000; at++) body.push(parent.subarray(at % 65_536, (at % 65_536) + 1));
  const after = process.memoryUsage();
  const grownMiB = (after.heapUsed - before.heapUsed + after.arrayBuffers - before.arrayBuffers) / 1024 / 1024;
  expect(body.length).toBe(2_000_000);
  // An object for each byte is more than 150 MiB. What other files have left may be collected, or not, meanwhile.
  expect(grownMiB).toBeLessThan(100);
});
