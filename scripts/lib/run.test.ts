import { getPriority } from "node:os";
import { expect, test } from "vitest";
import { runCaptured } from "./run.mjs";

const context = { root: import.meta.dirname, env: process.env, children: new Set() };
const tellPriority = ["-e", "setTimeout(() => process.stdout.write(String(require('node:os').getPriority())), 50)"];

test("a program has the priority that its context names, or ours", async () => {
  const run = async (more: object) =>
    (await runCaptured({ ...context, ...more }, process.execPath, tellPriority)).output;
  expect(await Promise.all([run({}), run({ priority: 15 })])).toEqual([String(getPriority()), "15"]);
});

test("its output is kept with its exit code, and one that cannot be found is said to be missing", async () => {
  const program = "process.stdout.write('out'); process.exitCode = 3";
  expect(await runCaptured(context, process.execPath, ["-e", program])).toEqual({ code: 3, output: "out" });
  await expect(runCaptured(context, "no-such-program-here", [])).rejects.toThrow(/was not found/);
});
