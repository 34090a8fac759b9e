import { expect, test } from "vitest";
import { keyValueProblems, parseEnvText } from "./key-values.ts";

test("the text of an .env file becomes rows: comments, export and quotes are understood", () => {
  expect(parseEnvText("# comment\nexport A=1\n\nB=\"two words\"\r\nC='x=y'\nD=")).toEqual([
    { key: "A", value: "1" },
    { key: "B", value: "two words" },
    { key: "C", value: "x=y" },
    { key: "D", value: "" },
  ]);
});

test("a quote at one end only belongs to the value", () => {
  expect(parseEnvText('A="half')).toEqual([{ key: "A", value: '"half' }]);
});

test("text of another kind is left alone", () => {
  expect(parseEnvText("just words")).toBeNull();
  expect(parseEnvText("A=1\nnot a line")).toBeNull();
  expect(parseEnvText("https://example.com/?a=b")).toBeNull();
  expect(parseEnvText("\n# only a comment\n")).toBeNull();
});

test("a name that stands twice and a value without a name are told, an empty row is not", () => {
  const rows = [
    { key: "TOKEN", value: "1" },
    { key: "", value: "" },
    { key: " TOKEN ", value: "2" },
    { key: "", value: "lost" },
  ];
  expect(keyValueProblems(rows)).toEqual({ 2: "TOKEN is already in row 1.", 3: "This value needs a name." });
});

test("header names that differ only by case are the same, names of variables are not", () => {
  const rows = [
    { key: "Accept", value: "1" },
    { key: "accept", value: "2" },
  ];
  expect(keyValueProblems(rows, true)).toEqual({});
  expect(Object.keys(keyValueProblems(rows, false))).toEqual(["1"]);
});
