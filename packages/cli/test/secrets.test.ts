import { readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { errorOf, freeAddress, useTwin } from "./harness.ts";
import { OWNER_TOKEN, SETUP_TOKEN } from "./twin-core.ts";

const core = useTwin();
const { peta, lastInput } = core;

describe("set-up", () => {
  const setup = ["setup", "--name", "Ada", "--email", "ada@example.org", "--password", "-"];
  const fresh = { PETA_TOKEN: "" };
  beforeEach(() => {
    core.twin.state.isSetUp = false;
  });

  test("keeps the token in a file that only its owner can read, and the next command uses it", async () => {
    const done = await peta([...setup, "--setup-token", SETUP_TOKEN], fresh, "correct horse battery\n");
    expect(done).toMatchObject({ code: 0, stderr: "" });
    expect(done.stdout).not.toContain(OWNER_TOKEN);
    const file = path.join(core.directory, "credentials.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
      credentials: { [core.twin.url]: { token: OWNER_TOKEN, principalId: "ada" } },
    });
    expect(lastInput("installation.setUp")).toMatchObject({ password: "correct horse battery", wantsToken: true });
    expect((await peta(["server", "list"], fresh)).code).toBe(0);
    expect(core.twin.headers.authorization).toBe(`Bearer ${OWNER_TOKEN}`);
  });

  test("takes the one-time token from PETA_SETUP_TOKEN, else from the data directory", async () => {
    expect((await peta(setup, { ...fresh, PETA_SETUP_TOKEN: SETUP_TOKEN }, "correct horse battery")).code).toBe(0);
    core.twin.state.isSetUp = false;
    writeFileSync(path.join(core.directory, "setup-token"), `${SETUP_TOKEN}\n`);
    expect((await peta(setup, { ...fresh, PETA_DATA_DIR: core.directory }, "correct horse battery")).code).toBe(0);
  });

  test("says where it looked when there is no one-time token", async () => {
    const { code, stderr } = await peta(setup, { ...fresh, PETA_DATA_DIR: core.directory }, "correct horse battery");
    expect(code).toBe(2);
    expect(stderr).toContain(`there is none in ${core.directory}`);
  });

  test("a wrong one-time token exits with 4 and keeps nothing", async () => {
    const { code, stderr } = await peta([...setup, "--setup-token", "guess"], fresh, "correct horse battery");
    expect(code).toBe(4);
    expect(stderr).toContain("[setup.token_invalid]");
    expect(() => statSync(path.join(core.directory, "credentials.json"))).toThrow("ENOENT");
  });

  test("a token kept for an installation that is gone does not stand in the way of a new set-up", async () => {
    const stale = { token: "of-the-old-installation", principalId: "ada", savedAt: "2025-01-01T00:00:00.000Z" };
    writeFileSync(
      path.join(core.directory, "credentials.json"),
      JSON.stringify({ version: 1, credentials: { [core.twin.url]: stale } }),
      { mode: 0o600 },
    );
    expect((await peta([...setup, "--setup-token", SETUP_TOKEN], fresh, "correct horse battery")).code).toBe(0);
    expect((await peta(["server", "list"], fresh)).code).toBe(0);
  });

  test("a second set-up is refused before anything secret is sent", async () => {
    core.twin.state.isSetUp = true;
    expect(errorOf(await peta([...setup, "--json"], fresh, "x"))).toMatchObject({ code: "setup.already_done" });
    expect(core.twin.inputs.map((seen) => seen.path)).toEqual(["installation.publicStatus"]);
  });

  test("without a terminal, a missing name or password is a usage error instead of a question", async () => {
    const without = await peta(["setup", "--setup-token", SETUP_TOKEN, "--name", "Ada", "--email", "a@b.co"], fresh);
    expect(without).toMatchObject({ code: 2, stdout: "" });
    expect(without.stderr).toContain("--password -");
    expect((await peta(["setup", "--setup-token", SETUP_TOKEN], fresh)).stderr).toContain("--name is needed");
  });
});

describe("secrets", () => {
  test("plain http to another machine is refused before anything is sent, unless allowed", async () => {
    const env = { PETA_URL: "http://core.example.org:3002" };
    const refused = await peta(["server", "list", "--json"], env);
    expect(refused.code).toBe(2);
    expect(errorOf(refused).code).toBe("cli.insecure_http");
    expect(errorOf(await peta(["setup", "--password", "p", "--json"], { ...env, PETA_TOKEN: "" })).code).toBe(
      "cli.insecure_http",
    );
    // The documentation network: a host that is not this machine and not there.
    const allowed = await peta(["server", "list", "--timeout", "1s", "--json"], {
      PETA_URL: "http://192.0.2.1:9",
      PETA_ALLOW_INSECURE_HTTP: "1",
    });
    expect(allowed.code).toBe(3);
  });

  test("a variable by name takes its value from the environment, and a header too", async () => {
    await peta(["server", "add", "a", "--command", "node", "--env", "API_KEY", "--env", "MODE=x=y"], {
      API_KEY: "k-1",
    });
    expect(lastInput("servers.add")).toMatchObject({ launch: { env: { API_KEY: "k-1", MODE: "x=y" } } });
    await peta(
      [
        "server",
        "add",
        "b",
        "--url",
        "http://127.0.0.1:1/mcp",
        "--header",
        "X-A=1",
        "--header-env",
        "Authorization=KEY",
      ],
      { KEY: "Bearer k-2" },
    );
    expect(lastInput("servers.add")).toMatchObject({
      launch: { headers: { "X-A": "1", Authorization: "Bearer k-2" } },
    });
  });

  test("a token found lying about is revoked through standard input", async () => {
    await peta(["token", "revoke", "-"], {}, "pt_found\n");
    expect(lastInput("tokens.revoke")).toEqual({ token: "pt_found" });
  });

  test("PETA_TOKEN wins over the kept credential, and a damaged file stops the command with its name", async () => {
    writeFileSync(path.join(core.directory, "credentials.json"), "{oops", { mode: 0o600 });
    expect((await peta(["server", "list"])).code).toBe(0);
    const damaged = await peta(["server", "list"], { PETA_TOKEN: "" });
    expect(damaged.code).toBe(1);
    expect(damaged.stderr).toContain(path.join(core.directory, "credentials.json"));
  });

  test("A36, A38: text of servers cannot move the terminal or turn the writing direction", async () => {
    const { stdout } = await peta(["tools"]);
    expect(stdout).toContain("Reads.[31m Evil");
    expect(stdout).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}]/u);
  });
});

describe("what reaches Core", () => {
  test("durations are seconds, switches are true, false and null, and the kind defaults to tool", async () => {
    await peta(["token", "create", "bot", "--expires", "2w"]);
    expect(lastInput("tokens.create")).toMatchObject({ expiresInSeconds: 1_209_600 });
    await peta(["permission", "set", "bot", "files::a::b", "default"]);
    expect(lastInput("permissions.set")).toEqual({
      principalId: "bot",
      serverId: "files",
      enabled: null,
      capability: { kind: "tool", name: "a::b" },
    });
    await peta(["permission", "set", "bot", "files", "on"]);
    expect(lastInput("permissions.set")).toEqual({ principalId: "bot", serverId: "files", enabled: true });
  });

  test("audit filters", async () => {
    await peta(["audit", "list", "--from", "2026-01-01", "--principal", "bot", "--outcome", "denied", "--limit", "5"]);
    expect(lastInput("audit.list")).toEqual({
      from: "2026-01-01T00:00:00.000Z",
      principalId: "bot",
      outcome: "denied",
      limit: 5,
    });
  });

  test("a policy travels from get to save, and a bad one is refused with the place", async () => {
    const { stdout } = await peta(["policy", "get"]);
    expect((await peta(["policy", "save", "-"], {}, stdout)).stdout).toContain("Saved version 4");
    const file = path.join(core.directory, "policy.json");
    writeFileSync(file, '{"version":3,"rules":[{"id":"R 1"}]}');
    const bad = await peta(["policy", "save", file]);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain("rules.0.id");
  });

  test("the command names itself", async () => {
    await peta(["server", "list"]);
    expect(core.twin.headers).toMatchObject({
      "user-agent": expect.stringMatching(/^peta-cli\/\d/),
      "x-peta-client": "cli",
    });
  });

  test("without a token, status and version say what anybody may know", async () => {
    const json = JSON.parse((await peta(["status", "--json"], { PETA_TOKEN: "" })).stdout) as object;
    expect(json).toEqual({ url: core.twin.url, signedInAs: null, isSetUp: true, product: "peta", version: "9.8.7" });
    expect(
      JSON.parse((await peta(["version", "--json"], { PETA_URL: (await freeAddress()).url })).stdout),
    ).toMatchObject({ core: null });
  });
});
