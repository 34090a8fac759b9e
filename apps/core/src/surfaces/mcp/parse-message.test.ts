import fc from "fast-check";
import { expect, it } from "vitest";
import { parseMessage } from "./parse-message.ts";

const parse = (text: string, depth = 64) => parseMessage(Buffer.from(text), depth);

const withoutPrototypeKeys = (value: unknown): boolean => !JSON.stringify(value).includes("__proto__");

it("law: takes every message that JSON.stringify writes, unchanged (A30)", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 8 }), fc.oneof(fc.string(), fc.maxSafeInteger()), (value, id) => {
      fc.pre(withoutPrototypeKeys(value));
      const text = JSON.stringify({ jsonrpc: "2.0", id, method: "tools/call", params: { arguments: value } });
      expect(parse(text)).toEqual({ kind: "request", id, method: "tools/call", params: JSON.parse(text).params });
    }),
  );
});

it("law: refuses every object in which a key stands twice, at any depth (A30)", () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.jsonValue({ maxDepth: 3 }),
      fc.jsonValue({ maxDepth: 3 }),
      fc.nat(8),
      (key, a, b, depth) => {
        const name = JSON.stringify(key);
        const object = `{${name}:${JSON.stringify(a)},${name}:${JSON.stringify(b)}}`;
        const nested = `${'[{"x":'.repeat(depth)}${object}${"}]".repeat(depth)}`;
        expect(() => parse(`{"jsonrpc":"2.0","id":1,"method":"m","params":{"v":${nested}}}`)).toThrow(
          /twice|__proto__/,
        );
      },
    ),
  );
});

it("law: never throws anything but a refusal, whatever bytes arrive (A34)", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.string({ maxLength: 200 }).map((text) => new TextEncoder().encode(text)),
      ),
      (bytes) => {
        try {
          parseMessage(Buffer.from(bytes), 64);
        } catch (error) {
          expect(error).toMatchObject({ name: "WireError", httpStatus: 400 });
        }
      },
    ),
  );
});

it("tells requests, notifications and responses apart", () => {
  expect(parse('{"jsonrpc":"2.0","method":"a"}')).toEqual({ kind: "notification", method: "a", params: {} });
  expect(parse('{"jsonrpc":"2.0","id":"x","result":{}}')).toEqual({ kind: "response", id: "x", result: {} });
  expect(parse('{"jsonrpc":"2.0","id":"x","error":{"code":1,"message":"m"}}')).toEqual({
    kind: "response",
    id: "x",
    error: { code: 1, message: "m" },
  });
});

it("counts nesting exactly", () => {
  const message = '{"jsonrpc":"2.0","id":1,"method":"m","params":{"v":[[1]]}}';
  expect(parse(message, 4)).toMatchObject({ kind: "request" });
  expect(() => parse(message, 3)).toThrow(/3 levels/);
});
