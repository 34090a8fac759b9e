import path from "node:path";
import { CLIENTS, toolNames } from "./clients.ts";
import { expect, test, useCore } from "./fixtures.ts";
import { createPeta } from "./run-peta.ts";
import {
  everythingOverStdio,
  filesystemOverStdio,
  type HttpServer,
  type StdioLaunch,
  startEverythingOverHttp,
} from "./servers.ts";
import { OWNER } from "./start-core.ts";

test.describe.configure({ mode: "serial" });
const core = useCore();
let web: HttpServer;
let peta: ReturnType<typeof createPeta>;
let token: string;
let tokenId: string;

interface Row {
  action: string;
  outcome: string;
  principalId: string | null;
  serverId: string | null;
  capabilityName: string | null;
  clientName: string | null;
  clientVersion: string | null;
  errorCode: string | null;
}

test.beforeAll(async () => {
  web = await startEverythingOverHttp(core().scratch);
  peta = createPeta({ coreUrl: core().url, configDir: path.join(core().scratch, "config") });
});
test.afterAll(() => web?.stop());

const launchOf = ({ command, args }: StdioLaunch): string[] => [
  "--command",
  command,
  ...args.flatMap((arg) => ["--arg", arg]),
];

test("nothing is reachable before set-up; then one command makes the owner", async () => {
  const early = await peta<{ error: { code: string } }>(["server", "list"]);
  expect(early.exitCode).toBe(4);
  expect(early.document.error.code).toMatch(/^(auth|setup)\.required$/);
  expect((await peta<{ isSetUp: boolean }>(["status"])).document.isSetUp).toBe(false);

  const setupToken = core().setupLink.split("#token=")[1] ?? "";
  const words = ["setup", "--name", OWNER.name, "--email", OWNER.email, "--password", "-"];
  const wrong = await peta<{ error: { code: string } }>([...words, "--setup-token", "setup_guessed"], OWNER.password);
  expect(wrong).toMatchObject({ exitCode: 4, document: { error: { code: "setup.token_invalid" } } });
  const done = await peta([...words, "--setup-token", setupToken], `${OWNER.password}\n`);
  expect(done).toMatchObject({ exitCode: 0, document: { url: core().url } });
  expect(JSON.stringify(done.document)).not.toContain(OWNER.password);
  const again = await peta<{ error: { code: string } }>([...words, "--setup-token", setupToken], OWNER.password);
  expect(again.document.error.code).toBe("setup.already_done");
});

test("servers of both transports are added; one that does not start is not, and the error says why", async () => {
  const files = filesystemOverStdio(path.join(core().scratch, "files"));
  const added = [
    await peta(["server", "add", "files", ...launchOf(files)]),
    await peta(["server", "add", "everything", ...launchOf(everythingOverStdio())]),
    await peta(["server", "add", "everything-http", "--url", web.url]),
  ];
  for (const { exitCode, document } of added) {
    expect(exitCode, JSON.stringify(document)).toBe(0);
    expect(document).toMatchObject({ status: "online" });
  }
  const bad = await peta<{ error: { message: string } }>(["server", "add", "typo", "--command", "no-such-program"]);
  expect(bad.exitCode).toBe(1);
  expect(bad.document.error.message).toContain("no-such-program");
  const twice = await peta(["server", "add", "files", ...launchOf(files)]);
  expect(twice).toMatchObject({ exitCode: 1, document: { error: { code: "server.duplicate" } } });

  const { document: listed } = await peta<{ serverId: string; transport: string }[]>(["server", "list"]);
  expect(listed.map((server) => [server.serverId, server.transport])).toEqual([
    ["everything", "stdio"],
    ["everything-http", "http"],
    ["files", "stdio"],
  ]);
  expect((await peta(["server", "test", "everything-http"])).document).toMatchObject({ ok: true });
});

test("an agent gets a token, three servers, and one tool less", async () => {
  await peta(["principal", "add", "bot", "--kind", "agent", "--role", "user"]);
  for (const target of ["files", "everything", "everything-http"])
    expect((await peta(["permission", "set", "bot", target, "on"])).exitCode).toBe(0);
  expect((await peta(["permission", "set", "bot", "files::write_file", "off"])).exitCode).toBe(0);
  const created = await peta<{ token: string; tokenId: string }>(["token", "create", "bot", "--expires", "30d"]);
  ({ token, tokenId } = created.document);

  const names = (await peta<{ canonicalName: string }[]>(["tools", "--as", "bot"])).document.map(
    (tool) => tool.canonicalName,
  );
  expect(names).toEqual(expect.arrayContaining(["files::read_text_file", "everything::echo", "everything-http::echo"]));
  expect(names).not.toContain("files::write_file");
  const shown = await peta<{
    servers: { serverId: string; capabilities: { name: string; effect: string; reason: string }[] }[];
  }>(["permission", "show", "bot"]);
  const denied = shown.document.servers
    .find((server) => server.serverId === "files")
    ?.capabilities.find((one) => one.name === "write_file");
  expect(denied).toMatchObject({ effect: "deny", reason: expect.stringMatching(/\w+ \w+/) });

  const asBot = createPeta({ coreUrl: core().url, configDir: path.join(core().scratch, "nobody"), token });
  const echoed = await asBot(["call", "everything::echo", '{"message":"by command"}']);
  expect(JSON.stringify(echoed.document)).toContain("by command");
  expect((await asBot(["call", "files::write_file", '{"path":"x","content":"y"}'])).exitCode).toBe(1);
  expect(await asBot(["principal", "list"])).toMatchObject({
    exitCode: 4,
    document: { error: { code: "auth.forbidden" } },
  });
});

for (const [name, connect] of Object.entries(CLIENTS)) {
  test(`${name} lists and calls through /mcp, does not see the denied tool, and is refused when it calls it`, async () => {
    const client = await connect(core().url, token);
    try {
      const names = await toolNames(client);
      expect(names).toEqual(
        expect.arrayContaining(["files__read_text_file", "everything__echo", "everything-http__echo"]),
      );
      expect(names).not.toContain("files__write_file");
      const file = path.join(core().scratch, "files/readme.txt");
      const calls: [string, Record<string, unknown>, string][] = [
        ["files__read_text_file", { path: file }, "Governed files."],
        ["everything__echo", { message: "over stdio" }, "over stdio"],
        ["everything-http__echo", { message: "over http" }, "over http"],
      ];
      for (const [tool, args, answer] of calls) {
        const result = await client.callTool({ name: tool, arguments: args });
        expect(result.isError, tool).not.toBe(true);
        expect(JSON.stringify(result.content), tool).toContain(answer);
      }
      const write = { name: "files__write_file", arguments: { path: `${file}.new`, content: "not allowed" } };
      await expect(client.callTool(write)).rejects.toMatchObject({ code: -32602 });
    } finally {
      await client.close();
    }
  });
}

test("a revoked token opens nothing", async () => {
  const spare = await peta<{ token: string; tokenId: string }>(["token", "create", "bot", "--name", "spare"]);
  const client = await CLIENTS["sdk 1.32"]?.(core().url, spare.document.token);
  expect((await peta(["token", "revoke", spare.document.tokenId])).exitCode).toBe(0);
  await expect(client?.listTools()).rejects.toThrow(/401|revoked|token/i);
  const { document: tokens } = await peta<{ tokenId: string; revokedAt: string | null }[]>(["token", "list", "bot"]);
  expect(new Map(tokens.map((one) => [one.tokenId, one.revokedAt !== null]))).toEqual(
    new Map([
      [tokenId, false],
      [spare.document.tokenId, true],
    ]),
  );
});

test("the audit shows all of it, with no secret, and verifies", async () => {
  const { document: page } = await peta<{ rows: Row[] }>(["audit", "list", "--limit", "500"]);
  const has = (row: Partial<Row>) => expect(page.rows).toContainEqual(expect.objectContaining(row));
  for (const action of ["server.add", "principal.add", "token.create", "token.revoke", "permission.set"])
    has({ action, outcome: "allowed" });
  has({ action: "server.add", serverId: "typo", errorCode: "server.launch_refused" });
  const clients = Object.keys(CLIENTS).length;
  const count = (serverId: string, capabilityName: string, outcome: string) =>
    page.rows.filter(
      (row) =>
        row.action === "tools/call" &&
        row.principalId === "bot" &&
        row.serverId === serverId &&
        row.capabilityName === capabilityName &&
        row.outcome === outcome,
    ).length;
  expect(count("files", "read_text_file", "allowed")).toBe(clients);
  expect(count("everything", "echo", "allowed")).toBe(clients + 1);
  expect(count("everything-http", "echo", "allowed")).toBe(clients);
  expect(count("files", "write_file", "denied")).toBe(clients + 1);
  has({ action: "tools/call", clientName: "official-client", clientVersion: "1.0.0", principalId: "bot" });
  has({ action: "initialize", principalId: "bot" });
  for (const secret of [token, OWNER.password]) {
    expect(JSON.stringify(page)).not.toContain(secret);
    expect(core().log()).not.toContain(secret);
  }
  const verified = await peta<{ ok: boolean; rows: number }>(["audit", "verify"]);
  expect(verified).toMatchObject({ exitCode: 0, document: { ok: true } });
  expect(verified.document.rows).toBeGreaterThanOrEqual(page.rows.length);
});

test("a command without a meaning and a Core that is gone are said in JSON as well", async () => {
  expect(await peta(["frobnicate"])).toMatchObject({ exitCode: 2, document: { error: { code: "cli.usage" } } });
  await core().halt();
  expect(await peta(["status"])).toMatchObject({ exitCode: 3, document: { error: { code: "cli.unreachable" } } });
});
