import fc from "fast-check";
import { expect, test } from "vitest";
import { type SseEvent, SseParser } from "./sse-parser.ts";

function parse(chunks: readonly Buffer[], maxLength = 100_000): SseEvent[] {
  const events: SseEvent[] = [];
  const parser = new SseParser(maxLength, (event) => events.push(event));
  for (const chunk of chunks) parser.push(chunk);
  return events;
}

test("events come whole however the bytes are cut, with any kind of line end", () => {
  const text =
    'event: message\r\nid: 7\r\ndata: {"a":"ä€😀"}\r\n\r\n: comment\nevent: endpoint\ndata:second\ndata: line\n\nretry: 10\r\rdata: third\r\r';
  const expected = [
    { data: '{"a":"ä€😀"}', type: "message", id: "7" },
    { data: "second\nline", type: "endpoint", id: "7" },
    { data: "third", type: "message", id: "7" },
  ];
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 20 }), (cuts) => {
      const bytes = Buffer.from(`${text}\n`);
      const chunks: Buffer[] = [];
      let at = 0;
      for (const cut of cuts) {
        chunks.push(bytes.subarray(at, at + cut));
        at += cut;
      }
      chunks.push(bytes.subarray(at));
      expect(parse(chunks)).toEqual(expected);
    }),
  );
});

test("an event without data is none; a reconnection time is remembered", () => {
  const parser = new SseParser(100, () => expect.unreachable());
  parser.push(Buffer.from("event: endpoint\nid: 1\nretry: 250\n\nretry: soon\n\n"));
  expect(parser.retryMs).toBe(250);
});

test("A34: an endless line and an endless event are cut off", () => {
  expect(() => parse([Buffer.from(`data: ${"x".repeat(200)}`)], 100)).toThrow(RangeError);
  expect(() =>
    parse(
      Array.from({ length: 50 }, () => Buffer.from("data: xxxxxxxx\n")),
      100,
    ),
  ).toThrow(RangeError);
});

test("A34: a line that never ends costs what its new bytes cost, and lines without anything cost nothing each", () => {
  const parser = new SseParser(64 * 1024 * 1024, () => {});
  const before = process.cpuUsage();
  parser.push(Buffer.from(`data: ${"x".repeat(8 * 1024 * 1024)}`));
  for (let at = 0; at < 20_000; at++) parser.push(Buffer.from("x"));
  for (let at = 0; at < 32; at++) parser.push(Buffer.from("\n".repeat(65_536)));
  for (let at = 0; at < 32; at++) parser.push(Buffer.from("\r".repeat(65_536)));
  expect(process.cpuUsage(before).user).toBeLessThan(2_000_000);
});

test("a long event that somebody takes is handed over as it comes, however the bytes are cut; the others come whole", () => {
  const long = `{"a":"${"ä€😀".repeat(20)}"}`;
  const text = `data: first\n\nid: 7\nevent: message\r\ndata: ${long}\r\ndata: second\r\n\r\ndata: ${"x".repeat(60)}\n\ndata: last\n\n`;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 30 }), fc.boolean(), (cuts, isTaken) => {
      const events: string[] = [];
      const handed: string[] = [];
      const parser = new SseParser(100_000, ({ data }) => events.push(data));
      parser.longFrom = 50;
      parser.onLong = (head) => {
        if (!isTaken || !head.startsWith("{")) return null;
        handed.push("");
        const take = (part: string): void => void (handed[handed.length - 1] += part);
        take(head);
        return { push: (part) => take(part.toString()), end: () => take("|") };
      };
      const bytes = Buffer.from(text);
      let at = 0;
      for (const cut of cuts) {
        parser.push(bytes.subarray(at, at + cut));
        at += cut;
      }
      parser.push(bytes.subarray(at));
      // What comes in one piece with its end is never offered.
      const whole = `${long}\nsecond`;
      expect(handed.length === 0 ? events[1] : handed.join("")).toBe(handed.length === 0 ? whole : `${whole}|`);
      expect(events.filter((data) => data !== whole)).toEqual(["first", "x".repeat(60), "last"]);
    }),
  );
});
