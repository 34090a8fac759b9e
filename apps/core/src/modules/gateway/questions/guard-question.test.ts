import { describe, expect, it, test } from "vitest";
import { cleanQuestion, refusalOfContent } from "./guard-question.ts";

const form = (properties: Record<string, unknown>) => ({
  method: "elicitation/create",
  params: { message: "?", requestedSchema: { type: "object", properties } },
});

describe("A42: a form that asks for a secret is refused", () => {
  it.each([
    ["a name", { password: { type: "string" } }],
    ["a name in camel case", { userPassword: { type: "string" } }],
    ["a name in two words", { "api-key": { type: "string" } }],
    ["a name in capitals", { API_KEY: { type: "string" } }],
    ["a title", { x: { type: "string", title: "Access token" } }],
    ["a title in look-alike letters", { x: { type: "string", title: "Ｐassword" } }],
    ["a format", { x: { type: "string", format: "password" } }],
    ["a number", { cvv: { type: "number" } }],
    ["a field without a type", { secret: {} }],
    ["a field of several types", { password: { type: ["string", "null"] } }],
    ["a choice of nothing", { password: { type: "string", enum: [], oneOf: null } }],
    ["the last word of a long title", { x: { type: "string", title: `${"-".repeat(600)} password` } }],
    [
      "the last of many fields",
      { ...Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`f${at}`, {}])), pin: { title: "PIN code" } },
    ],
    ["a field inside another", { login: { type: "object", properties: { passphrase: { type: "string" } } } }],
  ])("by %s", (_, properties) => {
    expect(refusalOfContent(form(properties))).toMatch(/secret in the field/);
  });

  it("or that hides its fields in each other", () => {
    let schema: Record<string, unknown> = { password: { type: "string" } };
    for (let depth = 0; depth < 6; depth++) schema = { x: { type: "object", properties: schema } };
    expect(refusalOfContent(form(schema))).toMatch(/deeper/);
  });

  it.each([
    [
      "ordinary fields",
      { name: { type: "string" }, age: { type: "integer" }, email: { type: "string", format: "email" } },
    ],
    ["a switch about a secret", { rotateToken: { type: "boolean" } }],
    ["a choice", { credential: { type: "string", enum: ["work", "home"] } }],
    ["words that only contain one", { secretary: { type: "string" }, tokenizer: { type: "string" } }],
  ])("but not for %s", (_, properties) => {
    expect(refusalOfContent(form(properties))).toBeNull();
  });
});

test.each([
  ["https://id.example/a?b=%20#c", true],
  ["http://127.0.0.1:1/x", true],
  ["javascript:alert(1)", false],
  ["file:///etc/passwd", false],
  ["data:text/html,x", false],
  ["id.example", false],
  [7, false],
])("A16: the address %s may be shown: %s", (url, isShown) => {
  const refusal = refusalOfContent({ method: "elicitation/create", params: { mode: "url", url } });
  expect(refusal === null).toBe(isShown);
});

test("A33: a question loses what only Core may say, and keeps everything else", () => {
  const params = { message: "?", task: { ttl: 1 }, "x-own": 1, _meta: { "io.modelcontextprotocol/x": 1, own: 2 } };
  expect(cleanQuestion({ method: "elicitation/create", params })).toEqual({
    method: "elicitation/create",
    params: { message: "?", "x-own": 1, _meta: { own: 2 } },
  });
});
