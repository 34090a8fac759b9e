import { expect, test } from "vitest";
import { CoreError } from "../errors.ts";
import { createLog } from "./log.ts";

const written = (run: (log: ReturnType<typeof createLog>) => void): string => {
  const lines: string[] = [];
  run(createLog({ level: "trace" }, { write: (line: string) => void lines.push(line) }));
  expect(lines.length).toBeGreaterThan(0);
  return lines.join("");
};

test.each([
  ["a header", { headers: { authorization: "Bearer canary-1" } }],
  ["a request's header", { req: { headers: { cookie: "canary-2" } } }],
  ["a password", { input: { password: "canary-3" } }],
  ["an environment", { launch: { env: { API_KEY: "canary-4" } } }],
  ["a token", { token: "canary-5" }],
])("redacts %s", (_what, fields) => {
  expect(written((log) => log.info(fields, "something happened"))).not.toContain("canary");
});

test("redacts what libraries put into messages, details, causes and stacks", () => {
  const cause = new Error("connect postgresql://peta:canary@db:5432/peta refused");
  const error = new CoreError("database.unavailable", "no", { detail: "with Bearer canary", cause });
  const line = written((log) => log.error({ err: error }, "failed for peta_canarycanarycanarycanary"));
  expect(line).not.toContain("canary");
  expect(line).toContain("postgresql://[redacted]@db:5432/peta");
});

test("what a server said may stand where an error does, without its credentials", () => {
  const line = written((log) => log.warn({ err: "refused with Bearer canary" }, "server not connected"));
  expect(line).toContain("refused with Bearer [redacted]");
  expect(written((log) => log.warn({ err: undefined }, "no cause"))).toContain("no cause");
});

test("A36: a line break in a value stays one log line", () => {
  expect(
    written((log) => log.info({ name: 'x\n{"level":60,"msg":"forged"}' }, "a\r\nb"))
      .trimEnd()
      .split("\n"),
  ).toHaveLength(1);
});
