import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Sandbox, type StdioLaunch, stdioLaunchSchema } from "@peta/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createConnectKit, until } from "../fixtures/connect-kit.ts";
import { applySandbox } from "./apply-sandbox.ts";
import { describeSandbox } from "./describe-sandbox.ts";
import { limitArguments } from "./sandbox-limits.ts";
import { createSandboxTools, type SandboxTools } from "./sandbox-tools.ts";

const FIXTURES = path.resolve(import.meta.dirname, "../fixtures");
const launchOf = (sandbox?: Partial<Sandbox>, more: Partial<StdioLaunch> = {}): StdioLaunch => ({
  ...stdioLaunchSchema.parse({
    transport: "stdio",
    command: process.execPath,
    args: [path.join(FIXTURES, "prying-server.ts")],
    ...(sandbox && { sandbox: { readablePaths: [FIXTURES], ...sandbox } }),
  }),
  ...more,
});

/** Processes of this machine whose command line names a text. */
const countProcesses = (named: string): number =>
  readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(named);
      } catch {
        return false;
      }
    }).length;

const realTools = createSandboxTools(process.env);
const works = (await realTools()).bubblewrap !== null;
const noTools = async (): Promise<SandboxTools> => ({
  bubblewrap: null,
  whyNot: "It is not there.",
  prlimit: null,
  countsProcesses: false,
});
const someTools = async (): Promise<SandboxTools> => ({
  bubblewrap: { program: "/usr/bin/bwrap", arguments: [] },
  whyNot: null,
  prlimit: "/usr/bin/prlimit",
  countsProcesses: true,
});

let place: string;
let dataDirectory: string;
beforeAll(() => {
  place = mkdtempSync(path.join(tmpdir(), "peta-sandbox-"));
  dataDirectory = path.join(place, "core-data");
  for (const directory of ["core-data", "shown", "kept"]) mkdirSync(path.join(place, directory));
  writeFileSync(path.join(dataDirectory, "master.key"), "the key of everything");
  writeFileSync(path.join(place, "shown/notes.txt"), "for the server");
  symlinkSync(dataDirectory, path.join(place, "innocent"));
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

const command = {
  program: "/usr/bin/env",
  args: ["x"],
  env: { PATH: "/usr/bin", HOME: "/root" },
  workingDirectory: undefined,
};
const noWayOut = (): Promise<never> => Promise.reject(new Error("no way out was asked for"));
const apply = async (sandbox: Partial<Sandbox> | undefined, sandboxTools = someTools) =>
  (await applySandbox(command, launchOf(sandbox), { sandboxTools, protectedDirectory: dataDirectory }, noWayOut))
    .command;

describe("the command that starts a program", () => {
  test("is untouched where no sandbox is asked for", async () => {
    expect(await apply(undefined)).toBe(command);
  });

  test("is bubblewrap's, with every argument apart; the program gets a home of its own", async () => {
    const shown = path.join(place, "shown");
    const applied = await apply({ readablePaths: [shown], writablePaths: [path.join(place, "kept")] });
    const line = [applied.program, ...applied.args].join(" ");
    expect(line).toMatch(/^\/usr\/bin\/bwrap .*--unshare-net .*--remount-ro \/ --chdir \/tmp -- \/usr\/bin\/env x$/);
    expect(line).toContain(`--ro-bind ${shown} ${shown}`);
    expect(line).toContain(`--bind ${place}/kept ${place}/kept`);
    expect(applied.env).toMatchObject({ HOME: "/tmp", TMPDIR: "/tmp" });
  });

  test("keeps the network where the configuration says so, and sets limits inside", async () => {
    const { args } = await apply({
      readablePaths: [],
      network: "host",
      memoryMb: 512,
      cpuSeconds: 60,
      maxProcesses: 20,
    });
    expect(args).not.toContain("--unshare-net");
    expect(args.slice(args.indexOf("--"))).toEqual([
      "--",
      "/usr/bin/prlimit",
      "--core=0",
      "--data=536870912",
      "--cpu=60",
      "--nproc=20",
      "--",
      "/usr/bin/env",
      "x",
    ]);
  });

  test("is refused where an argument names what the program could not see", async () => {
    const args = ["--root=/var/lib"];
    const applying = applySandbox(
      { ...command, args },
      launchOf({}),
      { sandboxTools: someTools, protectedDirectory: null },
      noWayOut,
    );
    await expect(applying).rejects.toMatchObject({
      code: "server.launch_refused",
      message: expect.stringMatching(/names a path that the sandbox does not show/),
    });
  });

  test("without bubblewrap: is refused where the sandbox is required, and else runs as ever", async () => {
    await expect(apply({ readablePaths: [] }, noTools)).rejects.toMatchObject({
      code: "server.launch_refused",
      message: "The server's sandbox is required, and this machine has none. It is not there.",
    });
    expect(await apply({ required: false }, noTools)).toMatchObject({ program: "/usr/bin/env", args: ["x"] });
  });

  test.each<[string, () => Partial<Sandbox>, RegExp]>([
    ["that is not there", () => ({ readablePaths: [`${place}/nothing`] }), /does not exist/],
    ["that is Core's own directory", () => ({ readablePaths: [dataDirectory] }), /Core's own keys/],
    ["that holds Core's own directory", () => ({ readablePaths: [place] }), /Core's own keys/],
    ["inside of it", () => ({ writablePaths: [`${dataDirectory}/master.key`] }), /Core's own keys/],
    ["that leads there by a link", () => ({ readablePaths: [`${place}/innocent`] }), /Core's own keys/],
    ["that is the machine", () => ({ readablePaths: ["/"] }), /whole machine|Core's own keys/],
    ["with other programs' memory", () => ({ readablePaths: ["/proc"] }), /whole machine/],
    ["of the system, to write", () => ({ writablePaths: ["/usr"] }), /belongs to the system/],
    ["with sockets of other programs, to write", () => ({ writablePaths: ["/run"] }), /belongs to the system/],
  ])("refuses to show a path %s (A47)", async (_which, sandbox, says) => {
    await expect(apply(sandbox())).rejects.toMatchObject({
      code: "server.launch_refused",
      message: expect.stringMatching(says),
    });
  });
});

test("limits that nothing can set are told, not forgotten", () => {
  const { sandbox } = launchOf({ memoryMb: 512, maxProcesses: 5 });
  if (!sandbox) throw new Error("no sandbox");
  expect(limitArguments(sandbox, null, true).missing).toMatch(/util-linux/);
  expect(limitArguments(sandbox, "/usr/bin/prlimit", false)).toMatchObject({
    words: ["memory 512 MiB a process"],
    missing: expect.stringMatching(/not run as root/),
  });
});

describe("the report for administrators", () => {
  const report = (sandbox?: Partial<Sandbox>, tools = someTools) => describeSandbox(launchOf(sandbox), tools);
  const open = { files: "host", network: "host", processes: "host" };

  test("says what is in force and why", async () => {
    expect(await report()).toMatchObject({
      requested: null,
      inForce: open,
      why: expect.stringMatching(/No sandbox is asked for/),
    });
    expect(await report({ memoryMb: 512 })).toMatchObject({
      inForce: { files: "isolated", network: "none", processes: "isolated", limits: ["memory 512 MiB a process"] },
    });
    expect(await report({}, noTools)).toMatchObject({
      inForce: open,
      why: expect.stringMatching(/is not started: .*It is not there/),
    });
    expect(await report({ required: false }, noTools)).toMatchObject({
      inForce: open,
      why: expect.stringMatching(/runs without a sandbox/),
    });
  });

  test("a machine without bubblewrap is told what to install", async () => {
    const { bubblewrap, whyNot } = await createSandboxTools({ PATH: place })();
    if (bubblewrap === null) expect(whyNot).toMatch(/bubblewrap/);
    else expect(bubblewrap.program).toBe("/usr/bin/bwrap");
  });
});

// Where the system has no bubblewrap, or forbids namespaces, the refusals above are what holds.
describe.runIf(works)("a server in bubblewrap (A47)", () => {
  const kit = createConnectKit({ sandboxTools: realTools });
  afterAll(() => kit.close());

  /** Starts the prying server; answers what each try of it comes to. */
  async function pry(sandbox?: Partial<Sandbox>, more: Partial<StdioLaunch> = {}) {
    const connection = await kit.connect(launchOf(sandbox, more));
    return {
      close: () => connection.close(),
      tries: async (what: string, on?: string) =>
        JSON.parse(await kit.call(connection, "try", { what, on })) as { got?: unknown; refused?: string },
    };
  }

  test("reads what it is shown and nothing else of the machine, and writes nowhere but in its own", async () => {
    const shown = path.join(place, "shown");
    const kept = path.join(place, "kept");
    const { tries, close } = await pry({ readablePaths: [FIXTURES, shown], writablePaths: [kept] });
    expect(await tries("read", `${shown}/notes.txt`)).toEqual({ got: "for the server" });
    expect(await tries("read", `${dataDirectory}/master.key`)).toEqual({ refused: "ENOENT" });
    expect(await tries("read", "/etc/shadow")).toEqual({ refused: "ENOENT" });
    expect(await tries("list", "/home")).toEqual({ refused: "ENOENT" });
    expect(await tries("list", "/root")).toEqual({ refused: "ENOENT" });
    expect(await tries("write", `${shown}/notes.txt`)).toEqual({ refused: "EROFS" });
    expect(await tries("write", "/usr/bin/evil")).toEqual({ refused: "EROFS" });
    expect(await tries("write", "/evil")).toEqual({ refused: "EROFS" });
    expect(await tries("write", "/tmp/own")).toEqual({ got: "written" });
    expect(await tries("write", `${kept}/result`)).toEqual({ got: "written" });
    expect(await tries("home")).toEqual({ got: ["/tmp", "/tmp", 65534] });
    await close();
  });

  test("sees no process but its own, and reaches neither this machine nor its metadata service", async () => {
    const metadata = http.createServer((_request, response) => response.end("credentials of the machine"));
    await new Promise<void>((resolve) => metadata.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(metadata.address() as AddressInfo).port}/`;
    const { tries, close } = await pry({});
    expect(await tries("connect", url)).toEqual({ refused: "ECONNREFUSED" });
    expect(await tries("connect", "http://169.254.169.254/")).toMatchObject({
      refused: expect.stringMatching(/UNREACH/),
    });
    const { got } = await tries("processes");
    expect(got).toHaveLength(2);
    await close();
    const outside = await pry({ network: "host" });
    expect(await outside.tries("connect", url)).toEqual({ got: "credentials of the machine" });
    await outside.close();
    metadata.close();
  });

  test.runIf(process.getuid?.() !== 0)("is held to its number of processes", async () => {
    const { tries, close } = await pry({ maxProcesses: 40 });
    expect(await tries("start", "3")).toEqual({ got: ["started"] });
    expect((await tries("start", "60")).got).toContain("EAGAIN");
    await close();
  });

  test("reaches the hosts of its list through Core, and no other (A40)", async () => {
    const site = http.createServer((request, response) => response.end(`hello ${request.headers.host}`));
    await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
    const { port } = site.address() as AddressInfo;
    // One that a Core left behind when it was killed.
    mkdirSync(path.join(tmpdir(), "peta-egress-999999999-x"));
    const { tries, close } = await pry({ network: "allowed", allowedHosts: [`127.0.0.1:${port}`, "localhost"] });
    expect(await tries("connect", `http://127.0.0.1:${port}/`)).toEqual({ got: `hello 127.0.0.1:${port}` });
    // Another port, another name of this machine, a listed name that means it, and the metadata service.
    for (const other of [`127.0.0.1:${port + 1}`, `[::1]:${port}`, "169.254.169.254", "other.example"])
      expect((await tries("connect", `http://${other}/`)).got ?? "").toMatch(/^$|not on the list/);
    expect((await tries("connect", "http://localhost/")).got ?? "").not.toContain("hello");
    expect(await tries("home")).toEqual({ got: ["/tmp", "/tmp", 65534] });
    expect(kit.logged.some(({ message }) => /refused a host/.test(message))).toBe(true);
    await close();
    site.close();
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("peta-egress-"))).toEqual([]);
  });

  test("is held to its memory", async () => {
    const hungry = await pry({ memoryMb: 1024 });
    const outcome = await hungry.tries("allocate", "700").catch((error: unknown) => ({ refused: String(error) }));
    expect(outcome).not.toHaveProperty("got");
    await hungry.close();
  });

  test("starts where its configuration says, and ends whole when it is closed (A51)", async () => {
    const { tries, close } = await pry({}, { workingDirectory: path.join(place, "shown") });
    expect((await tries("home")).got).toEqual(["/tmp", path.join(place, "shown"), 65534]);
    await tries("start", "2");
    await close();
    // The namespace ends with its first process, a moment after it.
    await until(() => countProcesses("prying-server.ts") === 0);
  });
});
