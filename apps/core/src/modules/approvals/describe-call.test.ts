import { expect, test } from "vitest";
import { plain } from "./describe-call.ts";

test("A36, A38: what a server or a client wrote is one line that reads as it looks", () => {
  expect(plain("read\nfile")).toBe("read file");
  expect(plain("\u202egnirts")).toBe(" gnirts");
  expect(plain("re\u200bad\u2060_fi\ufeffle\u00ad")).toBe("read_file");
  expect(plain(`note${String.fromCodePoint(0xe0068, 0xe0069)}`)).toBe("note");
  expect(plain("x".repeat(500))).toHaveLength(200);
  expect(plain("\ud83d")).toBe("\ufffd");
});
