import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { useTwin } from "./harness.ts";
import { PETS } from "./twin-rest.ts";

const core = useTwin();
const { peta, lastInput } = core;

function file(name: string, text: string): string {
  const at = path.join(core.directory, name);
  writeFileSync(at, text);
  return at;
}
const add = (...options: string[]) => ["server", "add", "pets", ...options];
const definition = () => ["--definition", file("pets.yaml", "baseUrl: https://pets.example/v1")];
const secrets = { KEY: "k-1", PAIR: "me:p:w", SECRET: "s-1" };

describe("a REST API", () => {
  test.each([
    [["--api-key-header", "X-Api-Key=KEY"], { kind: "apiKey", in: "header", name: "X-Api-Key", value: "k-1" }],
    [["--api-key-query", "key=KEY"], { kind: "apiKey", in: "query", name: "key", value: "k-1" }],
    [["--bearer-env", "KEY"], { kind: "bearer", token: "k-1" }],
    [["--basic-env", "PAIR"], { kind: "basic", username: "me", password: "p:w" }],
    [
      [
        "--oauth-token-url",
        "https://login.example/t",
        "--oauth-client-id",
        "c",
        "--oauth-secret-env",
        "SECRET",
        "--oauth-scope",
        "read",
      ],
      { kind: "clientCredentials", clientId: "c", clientSecret: "s-1", scope: "read" },
    ],
    [[], { kind: "none" }],
  ])("is registered from a definition, with a secret of the environment: %j", async (options, auth) => {
    const done = await peta(add(...definition(), ...options, "--query", "tenant=t"), secrets);
    expect(done).toMatchObject({ code: 0, stderr: "" });
    expect(lastInput("servers.parseRestDefinition")).toEqual({ text: "baseUrl: https://pets.example/v1" });
    expect(lastInput("servers.add")).toMatchObject({
      launch: { transport: "rest", definition: PETS, auth, query: { tenant: "t" } },
    });
  });

  test("its definition is printed as JSON", async () => {
    const done = await peta(["server", "definition", "pets"]);
    expect(JSON.parse(done.stdout)).toEqual(PETS);
  });

  test.each([
    [["--definition", "x", "--url", "http://x"], "Give one of"],
    [["--definition", "x", "--arg", "y"], "go with --command"],
    [["--url", "http://x", "--bearer-env", "KEY"], "go with --definition"],
    [["--definition", "x", "--bearer-env", "KEY", "--basic-env", "PAIR"], "one way to sign in"],
    [["--definition", "x", "--bearer-env", "NOWHERE"], "NOWHERE is not set"],
    [["--definition", "x", "--basic-env", "KEY"], "user:password"],
    [["--definition", "x", "--api-key-header", "X-Api-Key"], "needs a name and a variable"],
    [["--definition", "x", "--oauth-token-url", "https://x"], "--oauth-client-id"],
    [["--url", "http://x", "--client-cert", "x"], "belong together"],
    [["--url", "http://x", "--query-env", "key"], "--query-env needs"],
  ])("what does not go together is refused before Core is asked: %j", async (options, says) => {
    const given = options.map((option) => (option === "x" ? file("x", "{}") : option));
    const done = await peta(add(...given), secrets);
    expect(done.code).toBe(2);
    expect(done.stderr).toContain(says);
    expect(done.stderr).not.toMatch(/k-1|p:w|s-1/);
    expect(lastInput("servers.add")).toBeUndefined();
  });
});

test("certificates are read from their files, for both kinds of addresses", async () => {
  const pem = (kind: string) => file(`${kind}.pem`, `-----BEGIN ${kind}-----\nAA\n-----END ${kind}-----\n`);
  const options = [
    "--client-cert",
    pem("CERTIFICATE"),
    "--client-key",
    pem("PRIVATE KEY"),
    "--client-key-passphrase-env",
    "SECRET",
    "--ca",
    pem("CERTIFICATE"),
  ];
  const tls = {
    certificate: expect.stringContaining("CERTIFICATE"),
    privateKey: expect.stringContaining("PRIVATE KEY"),
    passphrase: "s-1",
    ca: expect.stringContaining("CERTIFICATE"),
  };
  await peta(add("--url", "https://x.example/mcp", "--query-env", "key=KEY", ...options), secrets);
  expect(lastInput("servers.add")).toMatchObject({ launch: { transport: "http", query: { key: "k-1" }, tls } });
  await peta(add(...definition(), ...options), secrets);
  expect(lastInput("servers.add")).toMatchObject({ launch: { transport: "rest", tls } });
  expect(await peta(add("--url", "https://x.example", "--ca", "/nowhere"))).toMatchObject({ code: 2 });
});

describe("an OpenAPI document", () => {
  test("is listed; its definition is written once, for review", async () => {
    const document = file("openapi.yaml", "openapi: 3.1.0");
    const out = path.join(core.directory, "api.json");
    const done = await peta([
      "server",
      "import-openapi",
      document,
      "--tag",
      "read",
      "--pick",
      "list_pets",
      "--out",
      out,
    ]);
    expect(done.code).toBe(0);
    expect(lastInput("servers.previewOpenApi")).toEqual({
      source: { text: "openapi: 3.1.0" },
      pick: ["list_pets"],
      tags: ["read"],
    });
    expect(done.stdout).toContain("2 operations, 1 picked");
    expect(done.stdout).toContain("image/png");
    expect(done.stdout).toContain("header X-Api-Key");
    expect(JSON.parse(readFileSync(out, "utf8"))).toEqual(PETS);
    expect(await peta(["server", "import-openapi", document, "--out", out])).toMatchObject({ code: 2 });
  });

  test("at an address is read by Core, not by the command", async () => {
    await peta(["server", "import-openapi", "https://pets.example/openapi.json", "--base-url", "https://own.example"]);
    expect(lastInput("servers.previewOpenApi")).toEqual({
      source: { url: "https://pets.example/openapi.json" },
      baseUrl: "https://own.example",
    });
  });

  test("of which nothing can be used ends with 5, and says why", async () => {
    const done = await peta(["server", "import-openapi", file("o", "{}"), "--pick", "set_picture"]);
    expect(done.code).toBe(5);
    expect(done.stdout).toContain("No operation that was picked");
  });

  test("A36: its words cannot move the terminal", async () => {
    const done = await peta(["server", "import-openapi", file("o", "{}")]);
    expect(done.stdout).not.toContain("\u001b");
  });
});
