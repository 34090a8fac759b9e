import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { CliError } from "./errors.ts";
import type { Io } from "./io.ts";
import { createOutput } from "./output.ts";
import { clean, fields, short, table } from "./text.ts";

function capture(json: boolean, checkout: string | null = null) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const io: Io = {
    env: {},
    stdin: new PassThrough(),
    stdout,
    stderr,
    platform: "linux",
    homeDirectory: "/",
    pause: () => Promise.resolve(),
    interruptible: (work) => work(new AbortController().signal),
    checkout,
  };
  const read = (stream: PassThrough) => (stream.read() as Buffer | null)?.toString() ?? "";
  return { output: createOutput(io, { json }), written: () => ({ stdout: read(stdout), stderr: read(stderr) }) };
}

test("with --json everything is one document on standard output, remarks and errors included", () => {
  const result = capture(true);
  result.output.note("a remark");
  expect(result.output.result({ document: { a: 1 }, text: "text" })).toBe(0);
  expect(result.written()).toEqual({ stdout: '{\n  "a": 1\n}\n', stderr: "" });
  const error = capture(true);
  expect(error.output.error(new CliError("auth.forbidden", "No.", { hint: "Ask." }))).toBe(4);
  expect(error.written()).toEqual({
    stdout: `${JSON.stringify({ error: { code: "auth.forbidden", message: "No.", hint: "Ask." } }, null, 2)}\n`,
    stderr: "",
  });
});

test("nothing to say is still a document", () => {
  const { output, written } = capture(true);
  output.result({ document: undefined, text: "" });
  expect(written().stdout).toBe("null\n");
});

test("for people, results and errors go their own ways", () => {
  const { output, written } = capture(false);
  output.result({ document: {}, text: "done" });
  output.error(new CliError("cli.usage", "Wrong.", { hint: "Right." }));
  expect(written()).toEqual({ stdout: "done\n", stderr: "error: Wrong. [cli.usage]\nRight.\n" });
});

test("in a checkout, the next step is what can be typed there", () => {
  const { output, written } = capture(false, "/checkout");
  output.result({ document: {}, text: "Done.\n\nNext: peta tools" });
  expect(written().stdout).toBe("Done.\n\nNext: npm run -s peta -- tools\n");
});

test("columns are aligned, empty cells show, and text from elsewhere stays in its cell", () => {
  expect(
    table(
      ["A", "LONGER", "C"],
      [
        ["x", 1, "two\nlines\u001b[2J"],
        ["long one", null, ""],
      ],
    ),
  ).toBe(["A         LONGER  C", "x         1       two lines[2J", "long one  -       -"].join("\n"));
  expect(
    fields([
      ["Name", "x"],
      ["A", null],
    ]),
  ).toBe("Name  x\nA     -");
});

test("A36, A38: escapes, direction marks and characters without width are taken out, lines stay where asked for", () => {
  expect(clean("a\u001b]0;title\u0007b\u202ec\u200bd\r\ne")).toBe("a]0;titlebcd e");
  expect(clean("one\n\ttwo\u0000", { keepLines: true })).toBe("one\n\ttwo");
  expect(short("x".repeat(100), 10)).toBe(`${"x".repeat(9)}…`);
});
