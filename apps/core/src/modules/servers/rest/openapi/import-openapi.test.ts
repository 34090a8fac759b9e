import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { parse } from "yaml";
import { describe, expect, test } from "vitest";
import { type OpenApiPreview, restDefinitionSchema } from "@peta/contract";
import { checkRest } from "../check-rest.ts";
import { importOpenApi } from "./import-openapi.ts";

const PETS: unknown = parse(
  readFileSync(path.resolve(import.meta.dirname, "../../../../../test/rest/pets-openapi.yaml"), "utf8"),
);

const documentOf = (paths: unknown, more: object = {}) => ({
  openapi: "3.1.0",
  info: { title: "T", version: "1" },
  servers: [{ url: "https://x.example" }],
  paths,
  ...more,
});
const operationOf = (preview: OpenApiPreview, name: string) =>
  preview.operations.find((operation) => operation.name === name);
const toolOf = (preview: OpenApiPreview, name: string) => preview.definition?.tools.find((tool) => tool.name === name);

describe("a document", () => {
  const preview = importOpenApi(PETS, null, {});

  test("is listed with names for its operations, what is left out, and what cannot be called", () => {
    expect(
      preview.operations.map(({ name, method, path: at, isPicked, isUsable }) => [
        name,
        method,
        at,
        isUsable,
        isPicked,
      ]),
    ).toEqual([
      ["listPets", "GET", "/pets", true, true],
      ["addPet", "POST", "/pets", true, true],
      ["get_pets_petId", "GET", "/pets/{petId}", true, true],
      ["drop_pet", "DELETE", "/pets/{petId}", true, false],
      ["setPicture", "PUT", "/pets/{petId}/picture", false, false],
    ]);
    expect(operationOf(preview, "listPets")?.problems).toEqual(['Left out: the cookie "session".']);
    expect(operationOf(preview, "setPicture")?.problems[0]).toContain("image/png");
  });

  test("becomes a definition that Core takes", () => {
    expect(preview).toMatchObject({
      title: "Pets",
      version: "2.1",
      servers: ["https://eu.pets.example/v1"],
      problems: [],
    });
    expect(preview.definition).toMatchObject({ title: "Pets", baseUrl: "https://eu.pets.example/v1" });
    const definition = restDefinitionSchema.parse(preview.definition);
    expect(() =>
      checkRest({ transport: "rest", definition, auth: { kind: "none" }, headers: {}, query: {} }),
    ).not.toThrow();
  });

  test("its parameters get names that models take, and keep what the API calls them", () => {
    expect(toolOf(preview, "listPets")?.parameters).toMatchObject([
      { name: "filter_kind_", as: "filter[kind]", in: "query", schema: { enum: ["dog", "cat"] } },
      { name: "limit", schema: { type: ["integer", "null"], exclusiveMinimum: 0 } },
    ]);
    expect(toolOf(preview, "get_pets_petId")?.parameters).toMatchObject([
      { name: "petId", in: "path", required: true },
    ]);
  });

  test("A34: a schema that leads back into itself is written out once and left open there; what only answers have is not sent", () => {
    expect(toolOf(preview, "addPet")?.body).toMatchObject({
      argument: "body",
      required: true,
      schema: {
        required: ["name"],
        properties: {
          name: { type: ["string", "null"] },
          kind: { enum: ["dog", "cat"] },
          friends: { type: "array", items: {} },
        },
      },
    });
    expect(Object.keys(toolOf(preview, "addPet")?.body?.schema.properties as object)).not.toContain("id");
    expect(operationOf(preview, "addPet")?.problems[0]).toContain("leads back into itself");
  });

  test("names the ways to sign in, without a secret", () => {
    expect(preview.auth).toEqual([
      { kind: "apiKey", place: "header X-Api-Key", tokenUrl: null, scope: null },
      { kind: "clientCredentials", place: null, tokenUrl: "https://login.example/token", scope: "read write" },
    ]);
  });
});

describe("picking", () => {
  const picked = (choice: object) => importOpenApi(PETS, null, choice).definition?.tools.map(({ name }) => name);

  test("by name, by method and path, and by tag; also what is deprecated", () => {
    expect(picked({ pick: ["addPet", "DELETE /pets/{petId}"] })).toEqual(["addPet", "drop_pet"]);
    expect(picked({ tags: ["read"] })).toEqual(["listPets", "get_pets_petId"]);
    expect(picked({ tags: ["read"], pick: ["addPet"] })).toEqual(["listPets", "addPet", "get_pets_petId"]);
  });

  test("what is not there is refused; what cannot be called leaves no definition", () => {
    expect(() => importOpenApi(PETS, null, { pick: ["nothing"] })).toThrow('no operation "nothing"');
    expect(importOpenApi(PETS, null, { pick: ["setPicture"] })).toMatchObject({
      definition: null,
      problems: ["No operation that was picked can become a tool."],
    });
  });

  test("names do not depend on what is picked, nor on the order", () => {
    const twins = { "/a": { get: { operationId: "same" } }, "/b": { get: { operationId: "same" } } };
    const names = (paths: object) =>
      Object.fromEntries(importOpenApi(documentOf(paths), null, {}).operations.map(({ path: at, name }) => [at, name]));
    expect(names(twins)).toEqual(names(Object.fromEntries(Object.entries(twins).reverse())));
    expect(new Set(Object.values(names(twins))).size).toBe(2);
    expect(Object.values(names({ [`/${"x".repeat(90)}`]: { get: {} } }))[0]).toMatch(/^[\w-]{64}$/);
  });
});

describe("addresses", () => {
  test("the base URL that is given wins; a relative one is where the document came from", () => {
    expect(importOpenApi(PETS, null, { baseUrl: "https://own.example/api" }).definition?.baseUrl).toBe(
      "https://own.example/api",
    );
    const relative = documentOf({ "/a": { get: {} } }, { servers: [{ url: "/v3" }] });
    expect(importOpenApi(relative, "https://docs.example/openapi.json", {}).definition?.baseUrl).toBe(
      "https://docs.example/v3",
    );
    expect(importOpenApi(relative, null, {})).toMatchObject({
      definition: null,
      problems: [expect.stringContaining("base URL")],
    });
  });

  test("A40: an operation at an address of its own is not called with the API's credentials", () => {
    const preview = importOpenApi(
      documentOf({ "/a": { get: { servers: [{ url: "https://other.example" }] } } }),
      null,
      {},
    );
    expect(preview.operations[0]).toMatchObject({ isUsable: false });
  });
});

describe("what is no document of this kind, or a bad one", () => {
  test.each([
    [null, "no OpenAPI document"],
    [[], "no OpenAPI document"],
    [{ swagger: "2.0" }, "Swagger 2.0"],
    [{ openapi: "2.9" }, "openapi: 3.x"],
    [{ openapi: 3 }, "openapi: 3.x"],
  ])("%j", (document, says) => expect(() => importOpenApi(document, null, {})).toThrow(says));

  test("A5: a parameter that would speak for Core is left out, and where it is needed the operation is not callable", () => {
    const header = (name: string, required: boolean) => ({
      get: { parameters: [{ name, in: "header", required, schema: {} }] },
    });
    const preview = importOpenApi(
      documentOf({ "/a": header("Authorization", false), "/b": header("Cookie", false), "/c": header("Host", true) }),
      null,
      {},
    );
    expect(toolOf(preview, "get_a")?.parameters).toEqual([]);
    expect(preview.operations.map(({ isUsable }) => isUsable)).toEqual([true, false, false]);
  });

  test("A40: references to other documents are not followed", () => {
    const preview = importOpenApi(
      documentOf({
        "/a": {
          post: {
            requestBody: { content: { "application/json": { schema: { $ref: "https://evil.example/s.json" } } } },
          },
        },
      }),
      null,
      {},
    );
    expect(toolOf(preview, "post_a")?.body?.schema).toEqual({});
    expect(preview.operations[0]?.problems[0]).toContain("left open");
  });

  test("A34: chains of references and schemas that grow stay within their bounds", () => {
    const wide = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [
        `L${i}`,
        {
          type: "object",
          properties: Object.fromEntries(
            "abcdefgh".split("").map((key) => [key, { $ref: `#/components/schemas/L${i + 1}` }]),
          ),
        },
      ]),
    );
    const loop = { A: { $ref: "#/components/schemas/B" }, B: { $ref: "#/components/schemas/A" } };
    const post = (name: string) => ({
      post: { requestBody: { content: { "application/json": { schema: { $ref: `#/components/schemas/${name}` } } } } },
    });
    const before = process.cpuUsage();
    const preview = importOpenApi(
      documentOf(Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`/w${i}`, post(i === 0 ? "A" : "L0")])), {
        components: { schemas: { ...wide, ...loop } },
      }),
      null,
      { pick: Array.from({ length: 300 }, (_, i) => `post_w${i}`) },
    );
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
    expect(preview.operations).toHaveLength(300);
    expect(JSON.stringify(preview.operations[1]?.problems)).toContain("too deep");
  });

  test("A34: what one reference repeats a thousand times is written out once in a while, not a thousand times", () => {
    const long = "x".repeat(2_000_000);
    const schemas = {
      Wide: {
        type: "object",
        default: { long },
        enum: [long],
        description: long,
        required: Array.from({ length: 50_000 }, (_, i) => `p${i}`),
        properties: Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`p${i}`, { type: "string" }])),
      },
      Many: {
        type: "object",
        properties: Object.fromEntries(
          Array.from({ length: 500 }, (_, i) => [`m${i}`, { $ref: "#/components/schemas/Wide" }]),
        ),
      },
    };
    const body = { content: { "application/json": { schema: { $ref: "#/components/schemas/Many" } } } };
    const parameters = Array.from({ length: 100_000 }, () => ({ name: "same", in: "query", schema: {} }));
    const paths = {
      ...Object.fromEntries(Array.from({ length: 400 }, (_, i) => [`/w${i}`, { post: { requestBody: body } }])),
      "/many": { get: { parameters } },
    };
    const before = process.cpuUsage();
    const preview = importOpenApi(documentOf(paths, { components: { schemas } }), null, {});
    expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
    expect(operationOf(preview, "get_many")?.problems[0]).toContain("more than 100 parameters");
    expect(JSON.stringify(preview).length).toBeLessThan(20_000_000);
  });

  test("whatever a document holds, the answer is a preview or a sentence", () => {
    const names = fc.constantFrom(
      "/a",
      "/b/{c}",
      "get",
      "post",
      "parameters",
      "requestBody",
      "content",
      "schema",
      "$ref",
      "name",
      "in",
      "type",
      "properties",
      "__proto__",
      "servers",
      "url",
    );
    const value = fc.letrec((tie) => ({
      node: fc.oneof(
        { depthSize: "small" },
        fc.constantFrom(null, true, 1, "query", "path", "c", "string", "object", "#/paths/~1a", "application/json"),
        fc.array(tie("node"), { maxLength: 3 }),
        fc.dictionary(names, tie("node"), { maxKeys: 4 }),
      ),
    })).node;
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("/a", "/b/{c}"), fc.dictionary(names, value)),
        value,
        (paths, components) => {
          const preview = importOpenApi(documentOf(paths, { components: { schemas: components } }), null, {});
          if (preview.definition) expect(restDefinitionSchema.safeParse(preview.definition).success).toBe(true);
        },
      ),
      { seed: 21, numRuns: 300 },
    );
  });
});
