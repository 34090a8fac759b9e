import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { JsonEditor } from "./json-editor.tsx";
import { locateProblems } from "./json-problems.ts";
import { lineAt, scanJson } from "./scan-json.ts";

const text = `{
  "to": ["ann", "bob"],
  "a \\"b\\"": {
    "deep": true
  }
}`;

test("every place of a text is found by its path", () => {
  const { places, mistakeAt } = scanJson(text);
  expect(mistakeAt).toBeNull();
  const lines = Object.fromEntries([...places].map(([path, at]) => [path, lineAt(text, at)]));
  expect(lines).toEqual({ $: 1, "$.to": 2, "$.to[0]": 2, "$.to[1]": 2, '$["a \\"b\\""]': 3, '$["a \\"b\\""].deep': 4 });
});

test("the scanner and the browser agree on what is JSON", () => {
  const texts = [
    "{}",
    "[]",
    '{"a":[1,-2.5e3,null,true,"\\u00e9"]}',
    " 1 ",
    "",
    "{",
    "[1,]",
    "{a:1}",
    "01",
    "'a'",
    '"a\tb"',
    "1 2",
    '{"a" 1}',
    "nul",
  ];
  for (const one of texts) {
    let isJson = true;
    try {
      JSON.parse(one);
    } catch {
      isJson = false;
    }
    expect([one, scanJson(one).mistakeAt === null]).toEqual([one, isJson]);
  }
});

test("a mistake is told with its line and what stands there", () => {
  expect(locateProblems('{\n  "a": oops\n}', [])).toMatchObject([
    { line: 2, message: expect.stringContaining("oops") },
  ]);
  expect(locateProblems('{\n  "a": 1', [])).toMatchObject([{ message: expect.stringContaining("ends too early") }]);
  expect(locateProblems(" ", [])).toMatchObject([{ message: "There is nothing here." }]);
});

test("problems are tied to the text, each with the line of its place", () => {
  const html = renderToStaticMarkup(
    <JsonEditor
      label="Arguments"
      value={text}
      onChange={() => {}}
      problems={[{ path: "$.to[1]", message: "Too many." }]}
    />,
  );
  const id = /aria-describedby="([^"]+)"/.exec(html)?.[1];
  expect(id && html).toContain(`id="${id}"`);
  expect(html).toContain('aria-invalid="true"');
  expect(html).toContain("Line 2");
});
