import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Finished, runInProcess, runPeta } from "./run-peta.ts";
import { OWNER_TOKEN, SETUP_TOKEN, startTwin, type Twin, USER_TOKEN } from "./twin-core.ts";

let twin: Twin;
let directory: string;

beforeAll(async () => {
  twin = await startTwin();
});
afterAll(() => twin.close());
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), "peta-cli-"));
  Object.assign(twin.state, { isSetUp: true, auditIsIntact: true, serverWorks: true });
  twin.inputs.length = 0;
});
afterEach(() => rmSync(directory, { recursive: true }));

/** As the owner, unless the environment says otherwise. An empty variable takes a default away. */
const peta = (args: string[], env: Record<string, string> = {}, stdin = ""): Promise<Finished> =>
  runPeta(args, { env: { PETA_URL: twin.url, PETA_TOKEN: OWNER_TOKEN, PETA_CONFIG_DIR: directory, ...env }, stdin });

/** An address of this machine where nothing listens: taken for a moment and given back. */
async function freeAddress(): Promise<{ url: string; port: string }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const port = String((server.address() as AddressInfo).port);
  await new Promise((resolve) => server.close(resolve));
  return { url: `http://127.0.0.1:${port}`, port };
}

const errorOf = (finished: Finished) =>
  (JSON.parse(finished.stdout) as { error: { code: string; message: string; hint?: string } }).error;
const petaInProcess = (args: string[]): Promise<Finished> =>
  runInProcess(args, { PETA_URL: twin.url, PETA_TOKEN: OWNER_TOKEN, PETA_CONFIG_DIR: directory });
const lastInput = (procedure: string) => twin.inputs.findLast((seen) => seen.path === procedure)?.input;

describe("every command prints text for people and one JSON document for scripts", () => {
  const commands: [args: string[], says: RegExp][] = [
    [["status"], /ada \(owner\)/],
    [["version"], /Core\s+9\.8\.7/],
    [["server", "list"], /SERVER\s+STATUS[\s\S]*files\s+online/],
    [
      ["server", "add", "notes", "--command", "node", "--arg", "-e", "--arg", "1"],
      /Added "notes"[\s\S]*Next: peta permission set/,
    ],
    [["server", "test", "files"], /ok {4}start/],
    [["server", "refresh", "files"], /2 tools now/],
    [["server", "remove", "files"], /Removed "files"[\s\S]*Next:/],
    [["principal", "add", "bot", "--kind", "agent"], /Added agent "bot"[\s\S]*Next: peta token create bot/],
    [["principal", "list"], /ada\s+person\s+owner/],
    [["principal", "update", "bot", "--status", "disabled"], /"bot" is disabled/],
    [["principal", "remove", "bot"], /Removed "bot"/],
    [["token", "create", "bot", "--expires", "30d"], /^the-new-token\n\nKeep it now/],
    [["token", "list"], /tok_1\s+bot\s+wxyz\s+active/],
    [["token", "revoke", "tok_1"], /Revoked tok_1/],
    [["permission", "set", "bot", "files::delete", "off"], /files::delete is off for "bot"/],
    [["permission", "show", "bot"], /files::read\s+tool\s+-\s+require approval/],
    [["permission", "explain", "bot", "files::read", '{"path":"x"}'], /determined by:\n {2}- layer\.administrator/],
    [["policy", "get"], /"version": 3/],
    [["tools", "--as", "bot"], /files::read/],
    [["call", "files::read", '{"path":"x"}'], /read \{"path":"x"\}\n\[image image\/png; --json shows it\]/],
    [["audit", "list"], /files::delete\s+denied[\s\S]*--cursor c2/],
    [["audit", "verify"], /intact: 7 records in 1 chain/],
  ];

  test.each(commands)("%j", async (args, says) => {
    const [forPeople, forScripts] = await Promise.all([petaInProcess(args), peta([...args, "--json"])]);
    expect(forPeople).toMatchObject({ code: 0, stderr: "" });
    expect(forPeople.stdout).toMatch(says);
    expect(forScripts).toMatchObject({ code: 0, stderr: "" });
    // Throws on anything in front of or behind the document.
    expect(JSON.parse(forScripts.stdout)).not.toHaveProperty("error.code", expect.any(String));
  });

  test("--json counts in front of the command too", async () => {
    expect(JSON.parse((await peta(["--json", "server", "list"])).stdout)).toMatchObject([{ serverId: "files" }]);
  });

  test("--json as an argument of a server's program is that program's", async () => {
    const { stdout } = await peta(["server", "add", "notes", "--command", "node", "--arg", "--json"]);
    expect(stdout).toMatch(/^Added/);
    expect(lastInput("servers.add")).toMatchObject({ launch: { args: ["--json"] } });
  });

  test("help is one JSON document as well", async () => {
    expect(JSON.parse((await peta(["server", "--help", "--json"])).stdout)).toHaveProperty(
      "help",
      expect.stringContaining("refresh"),
    );
  });
});

describe("set-up", () => {
  const setup = ["setup", "--name", "Ada", "--email", "ada@example.org", "--password", "-"];
  const fresh = { PETA_TOKEN: "" };
  beforeEach(() => {
    twin.state.isSetUp = false;
  });

  test("keeps the token in a file that only its owner can read, and the next command uses it", async () => {
    const done = await peta([...setup, "--setup-token", SETUP_TOKEN], fresh, "correct horse battery\n");
    expect(done).toMatchObject({ code: 0, stderr: "" });
    expect(done.stdout).not.toContain(OWNER_TOKEN);
    const file = path.join(directory, "credentials.json");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({
      credentials: { [twin.url]: { token: OWNER_TOKEN, principalId: "ada" } },
    });
    expect(lastInput("installation.setUp")).toMatchObject({ password: "correct horse battery", wantsToken: true });
    expect((await peta(["server", "list"], fresh)).code).toBe(0);
    expect(twin.headers.authorization).toBe(`Bearer ${OWNER_TOKEN}`);
  });

  test("takes the one-time token from PETA_SETUP_TOKEN, else from the data directory", async () => {
    expect((await peta(setup, { ...fresh, PETA_SETUP_TOKEN: SETUP_TOKEN }, "correct horse battery")).code).toBe(0);
    twin.state.isSetUp = false;
    writeFileSync(path.join(directory, "setup-token"), `${SETUP_TOKEN}\n`);
    expect((await peta(setup, { ...fresh, PETA_DATA_DIR: directory }, "correct horse battery")).code).toBe(0);
  });

  test("says where it looked when there is no one-time token", async () => {
    const { code, stderr } = await peta(setup, { ...fresh, PETA_DATA_DIR: directory }, "correct horse battery");
    expect(code).toBe(2);
    expect(stderr).toContain(`there is none in ${directory}`);
  });

  test("a wrong one-time token exits with 4 and keeps nothing", async () => {
    const { code, stderr } = await peta([...setup, "--setup-token", "guess"], fresh, "correct horse battery");
    expect(code).toBe(4);
    expect(stderr).toContain("[setup.token_invalid]");
    expect(() => statSync(path.join(directory, "credentials.json"))).toThrow("ENOENT");
  });

  test("a token kept for an installation that is gone does not stand in the way of a new set-up", async () => {
    const stale = { token: "of-the-old-installation", principalId: "ada", savedAt: "2025-01-01T00:00:00.000Z" };
    writeFileSync(
      path.join(directory, "credentials.json"),
      JSON.stringify({ version: 1, credentials: { [twin.url]: stale } }),
      { mode: 0o600 },
    );
    expect((await peta([...setup, "--setup-token", SETUP_TOKEN], fresh, "correct horse battery")).code).toBe(0);
    expect((await peta(["server", "list"], fresh)).code).toBe(0);
  });

  test("a second set-up is refused before anything secret is sent", async () => {
    twin.state.isSetUp = true;
    expect(errorOf(await peta([...setup, "--json"], fresh, "x"))).toMatchObject({ code: "setup.already_done" });
    expect(twin.inputs.map((seen) => seen.path)).toEqual(["installation.publicStatus"]);
  });

  test("without a terminal, a missing name or password is a usage error instead of a question", async () => {
    const without = await peta(["setup", "--setup-token", SETUP_TOKEN, "--name", "Ada", "--email", "a@b.co"], fresh);
    expect(without).toMatchObject({ code: 2, stdout: "" });
    expect(without.stderr).toContain("--password -");
    expect((await peta(["setup", "--setup-token", SETUP_TOKEN], fresh)).stderr).toContain("--name is needed");
  });
});

describe("exit codes", () => {
  test("1: Core refused, with Core's own sentence", async () => {
    const duplicate = await peta(["server", "add", "files", "--url", "http://127.0.0.1:1/mcp"]);
    expect(duplicate).toMatchObject({ code: 1, stdout: "" });
    expect(duplicate.stderr).toBe('error: There is a server "files" already. Choose another id. [server.duplicate]\n');
  });

  test("1: a code that this version does not know", async () => {
    const finished = await peta(["call", "files::new_code", "--json"]);
    expect(finished.code).toBe(1);
    expect(errorOf(finished)).toEqual({ code: "planet.exploded", message: "A code from the future." });
  });

  test.each([
    [["servr", "list"], "Did you mean server?"],
    [["server", "lst"], "Did you mean list?"],
    [["server", "list", "--jsn"], "Did you mean --json?"],
    [["server"], "refresh"],
    [[], "Usage: peta"],
    [["token", "create"], "principalId"],
    [["token", "create", "bot", "--expires", "30"], "30d"],
    [["principal", "add", "bot"], "--kind"],
    [["principal", "add", "bot", "--kind", "robot"], "person, agent"],
    [["principal", "add", "Bot", "--kind", "agent"], "lower-case"],
    [["principal", "update", "bot"], "--role"],
    [["permission", "set", "bot", "files", "maybe"], "on, off, default"],
    [["permission", "set", "bot", "my_server", "on"], "not a server id"],
    [["server", "add", "x"], "--command PROGRAM or --url URL"],
    [["server", "add", "x", "--url", "http://a", "--command", "b"], "not both"],
    [["server", "add", "x", "--url", "http://a", "--arg", "b"], "--arg"],
    [["server", "add", "x", "--command", "a", "--env", "NOT_SET_ANYWHERE"], "NOT_SET_ANYWHERE is not set"],
    [["server", "add", "x", "--url", "ftp://a"], "does not fit"],
    [["call", "files::read", "{path"], "not JSON"],
    [["call", "files::read", "[1]"], "JSON object"],
    [["policy", "save", "/nowhere.json"], "cannot be read (ENOENT)"],
    [["audit", "list", "--since", "1d", "--from", "2026-01-01"], "not both"],
  ])("2: %j is a usage error in text and in JSON", async (args, says) => {
    const [forPeople, forScripts] = await Promise.all([petaInProcess(args), petaInProcess([...args, "--json"])]);
    expect(forPeople).toMatchObject({ code: 2, stdout: "" });
    expect(forPeople.stderr).toContain(says);
    expect(forScripts).toMatchObject({ code: 2, stderr: "" });
    expect(JSON.stringify(errorOf(forScripts))).toContain(says.replaceAll('"', '\\"'));
  });

  test("3: nothing listens there", async () => {
    const { url } = await freeAddress();
    const env = { PETA_URL: url };
    const [forPeople, forScripts] = await Promise.all([peta(["status"], env), peta(["status", "--json"], env)]);
    const message = `Core does not answer at ${url}. Start it with \`npm start\`, or set PETA_URL.`;
    expect(forPeople).toMatchObject({ code: 3, stdout: "", stderr: `error: ${message} [cli.unreachable]\n` });
    expect(forScripts).toMatchObject({ code: 3, stderr: "" });
    expect(errorOf(forScripts)).toEqual({ code: "cli.unreachable", message });
  });

  test("3: BACKEND_PORT moves the default address", async () => {
    const { url, port } = await freeAddress();
    expect((await peta(["status"], { PETA_URL: "", BACKEND_PORT: port })).stderr).toContain(`${url}.`);
  });

  test("3: another program answers there, or redirects; the token follows no redirect", async () => {
    const visited: string[] = [];
    const other = createServer((request, response) => {
      visited.push(request.url ?? "");
      if (request.url?.startsWith("/moved/")) response.writeHead(307, { location: "/elsewhere" }).end();
      else response.end("<html>hello</html>");
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    try {
      expect(errorOf(await peta(["server", "list", "--json"], { PETA_URL: url })).code).toBe("cli.not_core");
      const moved = await peta(["server", "list"], { PETA_URL: `${url}/moved` });
      expect(moved.code).toBe(3);
      expect(moved.stderr).toContain("redirects to /elsewhere");
      expect(visited.some((at) => at.startsWith("/elsewhere"))).toBe(false);
    } finally {
      other.close();
    }
  });

  test("3: no answer within --timeout", async () => {
    const finished = await peta(["call", "files::slow", "--timeout", "1s", "--json"]);
    expect(finished.code).toBe(3);
    expect(errorOf(finished).code).toBe("cli.timeout");
  });

  test("4: no token, a wrong one, and a role that is not enough", async () => {
    const nobody = await peta(["server", "list"], { PETA_TOKEN: "" });
    expect(nobody.code).toBe(4);
    expect(nobody.stderr).toContain("Set PETA_TOKEN");
    const wrong = await peta(["server", "list"], { PETA_TOKEN: "made-up" });
    expect(wrong.code).toBe(4);
    expect(wrong.stderr).toContain("The token came from PETA_TOKEN.");
    expect(wrong.stderr).not.toContain("made-up");
    expect((await peta(["server", "list"], { PETA_TOKEN: USER_TOKEN })).code).toBe(4);
    twin.state.isSetUp = false;
    expect((await peta(["server", "list"])).code).toBe(4);
  });

  test("5: a broken audit, and a server that does not work", async () => {
    Object.assign(twin.state, { auditIsIntact: false, serverWorks: false });
    const audit = await peta(["audit", "verify"]);
    expect(audit.code).toBe(5);
    expect(audit.stdout).toContain("Row 5 was changed.");
    const server = await peta(["server", "test", "--command", "node"]);
    expect(server.code).toBe(5);
    expect(server.stdout).toContain("Run it by hand");
    expect(server.stdout).toContain("cannot find module");
    expect((await peta(["audit", "verify", "--json"])).code).toBe(5);
  });

  test("6: policy refuses the call", async () => {
    const finished = await peta(["call", "files::delete"]);
    expect(finished).toMatchObject({ code: 6, stdout: "" });
    expect(finished.stderr).toContain("Policy does not let you call");
  });

  test("7: the tool reports an error", async () => {
    const finished = await peta(["call", "files::fail"]);
    expect(finished.code).toBe(7);
    expect(finished.stdout).toContain("disk on fire");
    const json = await peta(["call", "files::fail", "--json"]);
    expect(json.code).toBe(7);
    expect(JSON.parse(json.stdout)).toMatchObject({ isError: true });
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
    writeFileSync(path.join(directory, "credentials.json"), "{oops", { mode: 0o600 });
    expect((await peta(["server", "list"])).code).toBe(0);
    const damaged = await peta(["server", "list"], { PETA_TOKEN: "" });
    expect(damaged.code).toBe(1);
    expect(damaged.stderr).toContain(path.join(directory, "credentials.json"));
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
    const file = path.join(directory, "policy.json");
    writeFileSync(file, '{"version":3,"rules":[{"id":"R 1"}]}');
    const bad = await peta(["policy", "save", file]);
    expect(bad.code).toBe(2);
    expect(bad.stderr).toContain("rules.0.id");
  });

  test("the command names itself", async () => {
    await peta(["server", "list"]);
    expect(twin.headers).toMatchObject({
      "user-agent": expect.stringMatching(/^peta-cli\/\d/),
      "x-peta-client": "cli",
    });
  });

  test("without a token, status and version say what anybody may know", async () => {
    const json = JSON.parse((await peta(["status", "--json"], { PETA_TOKEN: "" })).stdout) as object;
    expect(json).toEqual({ url: twin.url, signedInAs: null, isSetUp: true, product: "peta", version: "9.8.7" });
    expect(
      JSON.parse((await peta(["version", "--json"], { PETA_URL: (await freeAddress()).url })).stdout),
    ).toMatchObject({ core: null });
  });
});
