import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { ConfigError } from "./config/config-error.ts";
import { commandLineVariables } from "./config/command-line-variables.ts";
import { defaultDataDir, loadEnvironment, readConfig } from "./config.ts";

const directory = mkdtempSync(path.join(tmpdir(), "peta-config-"));
afterAll(() => rmSync(directory, { recursive: true }));

const problemsOf = (environment: NodeJS.ProcessEnv) => {
  try {
    readConfig(environment, directory);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

describe("an empty environment", () => {
  const config = readConfig({}, directory);
  test("listens on loopback, embeds the database, records durably", () => {
    expect(config).toMatchObject({
      host: "127.0.0.1",
      port: 3002,
      tls: null,
      audit: { durability: "durable" },
      warnings: [],
    });
    expect(config.secrets).toEqual({ databaseUrl: null, masterKey: null, setupToken: null });
  });
  test("an empty value counts as not set, as .env files have it", () => {
    expect(readConfig({ DATABASE_URL: "", BACKEND_PORT: " " }, directory).port).toBe(3002);
  });
});

describe("a wrong value stops the start with the variable, the problem and the fix", () => {
  test.each([
    ["BACKEND_PORT", "http", /not a whole number/],
    ["BACKEND_PORT", "70000", /between 0 and 65535/],
    ["ENABLE_HTTPS", "maybe", /neither true nor false/],
    ["LOG_LEVEL", "loud", /not a log level/],
    ["DATABASE_URL", "mysql://u:canary@h/d", /not a PostgreSQL/],
    ["PETA_AUDIT_DURABILITY", "sometimes", /neither durable nor batched/],
    ["PETA_PUBLIC_URL", "peta.example.com", /not an http or https URL/],
    ["PETA_SETUP_TOKEN", "short", /shorter than 16/],
    ["PETA_SETUP_TOKEN", "aaaaaaaaaaaaaaaaaaaa", /too easy to guess/],
    ["PETA_MAX_BODY_BYTES", "12", /between 1024/],
  ])("%s=%s", (name, value, problem) => {
    const [found] = problemsOf({ [name]: value });
    expect(found?.variable).toContain(name);
    expect(found?.problem).toMatch(problem);
    expect(found?.fix).not.toBe("");
  });
  test("a secret's value is not shown", () => {
    expect(
      JSON.stringify(problemsOf({ DATABASE_URL: "mysql://u:canary@h/d", PETA_SETUP_TOKEN: "canary" })),
    ).not.toContain("canary");
  });
  test("every problem is told at once", () => {
    expect(problemsOf({ BACKEND_PORT: "x", LOG_LEVEL: "y" })).toHaveLength(2);
  });
});

describe("HTTPS", () => {
  test("refuses to start without files", () => {
    expect(problemsOf({ ENABLE_HTTPS: "true" }).map((p) => p.variable)).toEqual(["SSL_CERT_PATH", "SSL_KEY_PATH"]);
  });
  test("refuses to start on a file that is not there, and names it", () => {
    const [cert] = problemsOf({
      ENABLE_HTTPS: "true",
      SSL_CERT_PATH: "/nowhere/cert.pem",
      SSL_KEY_PATH: "/nowhere/key.pem",
    });
    expect(cert).toMatchObject({ variable: 'SSL_CERT_PATH="/nowhere/cert.pem"', problem: "does not exist." });
  });
});

describe("an address that others can reach (A9)", () => {
  const strong = "k".repeat(20) + "0123456789abcdefghij";
  test("refuses plain HTTP", () => {
    expect(problemsOf({ PETA_HOST: "0.0.0.0" })[0]?.problem).toMatch(/readable/);
  });
  test("refuses a weak secret", () => {
    const environment = { PETA_HOST: "0.0.0.0", PETA_PUBLIC_URL: "https://peta.example.com", JWT_SECRET: "changeme" };
    expect(problemsOf(environment)[0]).toMatchObject({ variable: "JWT_SECRET" });
  });
  test("starts behind a proxy that ends TLS, or when the risk was accepted", () => {
    expect(
      problemsOf({ PETA_HOST: "0.0.0.0", PETA_PUBLIC_URL: "https://peta.example.com", JWT_SECRET: strong }),
    ).toEqual([]);
    expect(problemsOf({ PETA_HOST: "0.0.0.0", PETA_ALLOW_INSECURE_HTTP: "true" })).toEqual([]);
  });
  test("on loopback a weak secret is only a warning", () => {
    expect(readConfig({ JWT_SECRET: "changeme" }, directory).warnings[0]).toMatch(/JWT_SECRET is weak/);
  });
});

describe("who may come", () => {
  test("proxies are listed as addresses and ranges, and one that is none stops the start", () => {
    const read = (list: string) => readConfig({ PETA_TRUSTED_PROXIES: list }, directory).trustedProxies;
    expect(read(" 10.0.0.5, 2001:db8::/32,")).toEqual(["10.0.0.5", "2001:db8::/32"]);
    expect(readConfig({}, directory).trustedProxies).toEqual([]);
    for (const wrong of ["10.0.0.0/33", "proxy.internal", "10.0.0.1 10.0.0.2", "fe80::1%eth0"])
      expect(problemsOf({ PETA_TRUSTED_PROXIES: wrong })).toMatchObject([{ fix: expect.stringContaining("10.0.0.5") }]);
  });
  test("ignoring the address rules is a warning at every start", () => {
    const config = readConfig({ PETA_IGNORE_ADDRESS_RULES: "true" }, directory);
    expect([config.ignoreAddressRules, config.warnings.length]).toEqual([true, 1]);
    expect(readConfig({}, directory).ignoreAddressRules).toBe(false);
  });
});

test("an unknown PETA_ name is reported with what was probably meant", () => {
  expect(readConfig({ PETA_DATADIR: "x", PETA_URL: "http://127.0.0.1:3002" }, directory).warnings).toEqual([
    "PETA_DATADIR is not a variable of Peta and has no effect. Did you mean PETA_DATA_DIR?",
  ]);
});

test(".env fills in what the environment does not say", () => {
  writeFileSync(path.join(directory, ".env"), "BACKEND_PORT=4000\nLOG_LEVEL=debug\n");
  expect(loadEnvironment(directory, { LOG_LEVEL: "warn" })).toMatchObject({ BACKEND_PORT: "4000", LOG_LEVEL: "warn" });
});

test("the data directory is .peta in a checkout and the platform's place otherwise", () => {
  expect(defaultDataDir({ XDG_DATA_HOME: "/data" }, directory, "linux")).toBe("/data/peta");
  writeFileSync(path.join(directory, "pnpm-workspace.yaml"), "");
  expect(defaultDataDir({}, directory, "linux")).toBe(path.join(directory, ".peta"));
});

test("A18, A19: who may introduce an OAuth client is a setting; without it, anybody may", () => {
  expect(readConfig({}, directory).oauth).toEqual({ canRegister: true, clientDomains: null });
  const limited = { PETA_OAUTH_REGISTRATION: "false", PETA_OAUTH_CLIENT_DOMAINS: "Claude.ai, cursor.com," };
  expect(readConfig(limited, directory).oauth).toEqual({
    canRegister: false,
    clientDomains: ["claude.ai", "cursor.com"],
  });
});

test("servers find programs as the terminal does that Core was started in, not those of the checkout before them", () => {
  const ofNpm = [
    path.join(directory, "node_modules/.bin"),
    path.join(path.dirname(directory), "node_modules/.bin"),
    "/node_modules/.bin",
    "/usr/lib/node_modules/npm/node_modules/@npmcli/run-script/lib/node-gyp-bin",
  ];
  const ofPerson = ["/home/me/work/node_modules/.bin", "/usr/local/bin", "/usr/bin"];
  const { serverEnvironment } = readConfig({ PATH: [...ofNpm, ...ofPerson].join(path.delimiter) }, directory);
  expect(serverEnvironment.PATH).toBe(ofPerson.join(path.delimiter));
});

describe("what the command line is told to find a Core", () => {
  const local = { host: "127.0.0.1", port: 3002, tls: null, publicUrl: null, dataDir: path.join(directory, ".peta") };
  const elsewhere = { ...local, port: 4000, dataDir: "/srv/my data" };
  const url = "http://127.0.0.1:4000";

  test.each<[string, typeof local | typeof elsewhere, Record<string, string>, string, string[]]>([
    ["nothing, where it is looked for", local, {}, "http://127.0.0.1:3002", []],
    ["what only the environment said", elsewhere, {}, url, [`PETA_URL=${url}`, "PETA_DATA_DIR='/srv/my data'"]],
    ["not what stands in .env", elsewhere, { BACKEND_PORT: "4000", PETA_DATA_DIR: "/srv/my data" }, url, []],
    ["the other address", local, {}, "http://192.0.2.7:3002", ["PETA_URL=http://192.0.2.7:3002"]],
    [
      "not the proxy in front",
      { ...local, publicUrl: "https://peta.example.com" } as never,
      {},
      "https://peta.example.com",
      [],
    ],
  ])("%s", (_what, config, file, at, said) => {
    expect(commandLineVariables(config, file, directory, at)).toEqual(said);
  });
});
