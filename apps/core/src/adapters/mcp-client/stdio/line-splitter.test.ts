import fc from "fast-check";
import { expect, test } from "vitest";
import { LineSplitter } from "./line-splitter.ts";

function split(chunks: readonly Buffer[], maxBytes = 1_000) {
  const lines: string[] = [];
  const tooLong: [string, string][] = [];
  const splitter = new LineSplitter(maxBytes, {
    onLine: (line) => lines.push(line),
    onTooLong: (head, tail) => tooLong.push([head, tail]),
  });
  for (const chunk of chunks) splitter.push(chunk);
  return { lines, tooLong };
}

test("lines come whole however the bytes are cut, also inside a character", () => {
  const line = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll(/\n/g, ""));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), fc.array(fc.nat(60), { maxLength: 10 }), (expected, cuts) => {
      const bytes = Buffer.from(expected.map((text) => `${text}\n`).join(""));
      const chunks: Buffer[] = [];
      let at = 0;
      for (const cut of cuts) {
        chunks.push(bytes.subarray(at, at + cut));
        at += cut;
      }
      chunks.push(bytes.subarray(at));
      expect(split(chunks, 10_000).lines).toEqual(expected.filter((text) => text !== ""));
    }),
  );
});

test("A34: a line beyond the bound is left out with its ends, and the next one is read", () => {
  const long = `{"id":7,${"x".repeat(5_000)},"end":1}`;
  const whole = Buffer.from(`before\n${long}\nafter\n`);
  const pieces = Array.from({ length: Math.ceil(whole.length / 700) }, (_, index) =>
    whole.subarray(index * 700, (index + 1) * 700),
  );
  for (const chunks of [[whole], pieces]) {
    const { lines, tooLong } = split(chunks);
    expect(lines).toEqual(["before", "after"]);
    expect(tooLong).toHaveLength(1);
    expect(tooLong[0]?.[0].startsWith('{"id":7,')).toBe(true);
    expect(tooLong[0]?.[1].endsWith(',"end":1}')).toBe(true);
  }
});

test("a line of exactly the bound is a line", () => {
  expect(split([Buffer.from(`${"x".repeat(1_000)}\n`)])).toEqual({ lines: ["x".repeat(1_000)], tooLong: [] });
  expect(split([Buffer.from(`${"x".repeat(1_001)}\n`)]).tooLong).toHaveLength(1);
});

test("a long line that somebody takes is handed over as it comes; one that nobody takes comes whole", () => {
  const handed: string[] = [];
  const lines: string[] = [];
  const splitter = new LineSplitter(
    1_000,
    {
      onLine: (line) => lines.push(line),
      onTooLong: () => expect.unreachable(),
      onLong(head) {
        if (!head.toString().startsWith("take")) return null;
        handed.push(head.toString());
        return { push: (part) => handed.push(part.toString()), end: () => handed.push("|") };
      },
    },
    10,
  );
  for (const chunk of ["short\nleave this", " whole\ntake this", " one", " and that", "\nnext\n"])
    splitter.push(Buffer.from(chunk));
  expect(handed).toEqual(["take this one", " and that", "", "|"]);
  expect(lines).toEqual(["short", "leave this whole", "next"]);
});
