import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { errorOf, freeAddress, useTwin } from "./harness.ts";
import { USER_TOKEN } from "./twin-core.ts";
import { HASH } from "./twin-servers.ts";

const core = useTwin();
const { peta, petaProcess, lastInput } = core;

describe("every command prints text for people and one JSON document for scripts", () => {
  const commands: [args: string[], says: RegExp][] = [
    [["status"], /ada \(owner\)[\s\S]*0 of 1 online, 1 asleep until the next call/],
    [["version"], /Core\s+9\.8\.7/],
    [["server", "list"], /SERVER\s+STATUS[\s\S]*files\s+online/],
    [
      ["server", "add", "notes", "--command", "node", "--arg", "-e", "--arg", "1"],
      /Added "notes"[\s\S]*Next: peta permission set/,
    ],
    [["server", "test", "files"], /ok {4}start/],
    [["server", "refresh", "files"], /2 tools now/],
    [["server", "restart", "files"], /Restarted "files" \(online\)[\s\S]*Next: peta server log files/],
    [
      ["server", "log", "files"],
      /1 {2}\S+ \S+ {2}c1 {3}stderr {2}ready[\s\S]*c2 {3}-> {6}request tools\/call #7 120 characters/,
    ],
    [["server", "settings", "files"], /installation's default[\s\S]*Next: peta server settings files --set/],
    [["server", "settings", "files", "--set", "callTimeoutMs=5000"], /callTimeoutMs {2}5000/],
    [
      ["server", "public", "files"],
      /open\s+no\naddress\s+\S+\/mcp\/public\/\S+\ntools\s+none\n[\s\S]*Next: peta audit list --channel public/,
    ],
    [
      ["server", "public", "files", "--open", "on", "--rate", "30"],
      /open\s+yes[\s\S]*30 from one address[\s\S]*--tool/,
    ],
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
    [["permission", "explain", "bot", "files::read", '{"path":"x"}'], /determined by:\n {2}- layer:administrator/],
    [["policy", "get"], /"version": 3/],
    [["tools", "--as", "bot"], /files::read/],
    [["call", "files::read", '{"path":"x"}'], /read \{"path":"x"\}\n\[image image\/png; --json shows it\]/],
    [
      ["server", "wording", "files"],
      /prompt plan \(a{64}\)\ndescription, as clients are shown it:\n {4}Plan\ndescription, as it waits:\n {4}Plan<U\+E0041>\ntitle, as clients are shown it:\n\(nothing\)\ntitle, as it waits:\n {4}Do<U\+001B>\[2J\n {4}this\n\nNext: .*--accept a{64}/,
    ],
    [["server", "wording", "files", "--accept", HASH], /shown 1 description anew[\s\S]*Nothing waits/],
    [
      ["server", "tools", "changed"],
      /tool search \(b{64}\)\ndescription, as it was:\n {4}Searches\ndescription, as it is:\n {4}Searches<U\+200B>\ninputSchema\.properties\.token, as it was:\n\(nothing\)\ninputSchema\.properties\.token, as it is:\n {4}\{\n {6}"type": "string"\n {4}\}\nannotations, as it was:\n {4}\{\n {6}"readOnlyHint": true\n {4}\}\nannotations, as it is:\n\(nothing\)\n\ntool wi<U\+202E>pe \(c{64}\) is new\nname:\n {4}wi<U\+202E>pe\ntoString:\n {4}no<U\+001B>\[2J\n\nNext: peta server tools changed --accept b{64}\nNext: .*--enabled off/,
    ],
    [["server", "tools", "files"], /No tool waits/],
    [
      ["server", "tools", "changed", "--accept", "b".repeat(64)],
      /^Switched 1 tool on: search\. Still waiting: wi<U\+202E>pe\.\n\ntool wi<U\+202E>pe[\s\S]*--accept c{64}/,
    ],
    [["server", "capability", "changed", "tool", "calm", "--enabled", "on"], /calm is on/],
    [["server", "capability", "changed", "tool", "search", "--enabled", "off"], /search is off/],
    [["server", "capability", "files", "tool", "delete", "--level", "2"], /level 2: a person has to approve/],
    [["approval", "list"], /apr_1\s+pending\s+2\s+bot\s+files::delete[\s\S]*Next: peta approval show apr_1/],
    [
      ["approval", "show", "apr_1"],
      /arguments:\n\{\n {2}"path": "x<U\+200B>"\n\}[\s\S]*Next: peta approval approve apr_1/,
    ],
    [["approval", "approve", "apr_1", "--arguments", '{"path":"y"}'], /may run once, with the edited arguments/],
    [["approval", "reject", "apr_1", "--reason", "no"], /Rejected apr_1/],
    [["approval", "settings"], /other_credential: [\s\S]*600 s/],
    [["approval", "settings", "--expires-after", "2m"], /120 s/],
    [
      ["network", "rules"],
      /192\.0\.2\.0\/24\s+ipr_1[\s\S]*the office[\s\S]*Your own address, as Core sees it: 192\.0\.2\.7/,
    ],
    [["network", "allow", "2001:db8::/32", "--note", "lab"], /Requests from 2001:db8::\/32 may come/],
    [["network", "remove", "192.0.2.0/24"], /the last one: every address may come/],
    [["network", "limits"], /each principal\s+6000 requests a minute\nall together\s+no limit/],
    [["network", "limits", "--principal", "none", "--workspace", "900"], /no limit\nall together\s+900 requests/],
    [["network", "limit", "bot", "100"], /"bot" may send 100 requests a minute/],
    [["network", "limit", "bot", "none"], /"bot" may send as many requests as the workspace's limit allows/],
    [["workspace", "list"], /default\s+owner\s+yes/],
    [["workspace", "add", "side", "--name", "Side"], /^the-new-workspaces-token\n\nCreated the workspace "side"/],
    [["workspace", "rename", "Other"], /The workspace "default" is called "Other" now/],
    [
      ["audit", "list"],
      /files::delete\s+denied[\s\S]*failed\s+0\.4 ms\s+server\.unreachable: Nothing listens there\. The perm[\s\S]*--cursor c2/,
    ],
    [["audit", "verify"], /intact: 7 records in 1 chain/],
  ];

  test.each(commands)("%j", async (args, says) => {
    const [forPeople, forScripts] = await Promise.all([peta(args), peta([...args, "--json"])]);
    expect(forPeople).toMatchObject({ code: 0, stderr: "" });
    expect(forPeople.stdout).toMatch(says);
    expect(forScripts).toMatchObject({ code: 0, stderr: "" });
    // Throws on anything in front of or behind the document.
    expect(JSON.parse(forScripts.stdout)).not.toHaveProperty("error.code", expect.any(String));
  });

  test("--json counts in front of the command too; nothing else is written by the process", async () => {
    const finished = await petaProcess(["--json", "server", "list"]);
    expect(finished).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(finished.stdout)).toMatchObject([{ serverId: "files" }, { serverId: "linear" }]);
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

describe("a tool is switched on as it was looked at (A37)", () => {
  const [SEARCH, WIPE, CALM] = ["b".repeat(64), "c".repeat(64), "d".repeat(64)];
  const switched = () =>
    core.twin.inputs.filter(({ path }) => path === "servers.setCapability").map(({ input }) => input);

  test("by the hash that was shown with it, and any other one by the hash that it has", async () => {
    await peta(["server", "tools", "changed", "--accept", SEARCH]);
    await peta(["server", "capability", "changed", "tool", "calm", "--enabled", "on"]);
    await peta(["server", "capability", "changed", "tool", "calm", "--level", "1"]);
    const about = { serverId: "changed", kind: "tool" };
    expect(switched()).toEqual([
      { ...about, name: "search", enabled: true, definitionHash: SEARCH },
      { ...about, name: "calm", enabled: true, definitionHash: "d".repeat(64) },
      { ...about, name: "calm", dangerLevel: 1 },
    ]);
  });

  test("not by a hash that nothing has, nor blindly; --json says what waits as one document", async () => {
    const [none, neither] = ["e".repeat(64), "f".repeat(64)];
    const gone = await peta(["server", "tools", "changed", "--accept", none, SEARCH, neither, "--json"]);
    expect(gone.code).toBe(1);
    expect(errorOf(gone)).toMatchObject({
      code: "capability.changed",
      message: `No tool waits with the hash ${none}, nor with ${neither}. None was switched on.`,
    });
    const blind = await peta(["server", "capability", "changed", "tool", "search", "--enabled", "on"]);
    expect([blind.code, blind.stderr]).toEqual([2, expect.stringContaining("peta server tools changed")]);
    expect(switched()).toEqual([]);
    const { stdout } = await peta(["server", "tools", "changed", "--accept", SEARCH, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject([{ name: "wi\u202epe", hash: WIPE, before: null }]);
  });

  test("Core has the last word on what it is by then", async () => {
    const changed = await peta(["server", "tools", "changed", "--accept", WIPE]);
    expect([changed.code, changed.stderr]).toEqual([1, expect.stringContaining("[capability.changed]")]);
    expect(changed.stderr).toContain("None was switched on before it.");
  });

  test("what was switched on before one that Core refuses is said with the refusal, and what was not tried", async () => {
    const half = await peta(["server", "tools", "all-changed", "--accept", CALM, WIPE, SEARCH]);
    expect([half.code, half.stdout]).toEqual([1, ""]);
    expect(half.stderr).toContain(
      "wi<U+202E>pe: The tool is another one by now. Switched on before it: search. Not tried after it: calm. [capability.changed]",
    );
    expect(switched()).toMatchObject([{ name: "search" }, { name: "wi\u202epe" }]);
  });
});

describe("exit codes", () => {
  test("1: Core refused, with Core's own sentence", async () => {
    const duplicate = await petaProcess(["server", "add", "files", "--url", "http://127.0.0.1:1/mcp"]);
    expect(duplicate).toMatchObject({ code: 1, stdout: "" });
    expect(duplicate.stderr).toBe('error: There is a server "files" already. Choose another id. [server.duplicate]\n');
  });

  test("1: a program that ends at its start, with what it said last, made safe for the terminal (A38)", async () => {
    const { code, stderr } = await peta(["server", "add", "broken", "--command", "node"]);
    expect(code).toBe(1);
    expect(stderr).toBe(
      "error: The program has ended at its start. [server.start_failed]\nIts last words on standard error:\n  KEY is missing\n  [2Jbye\n",
    );
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
    [["server", "settings", "files", "--set", "speed=11"], "callTimeoutMs"],
    [["server", "settings", "files", "--set", "warmUp"], "--set warmUp=true"],
    [["server", "public", "files", "--rate", "0"], "1 to 1000"],
    [["server", "public", "files", "--read-only", "--no-tools"], "not several of them"],
    [["server", "add", "x"], "Say how the server is reached"],
    [["server", "add", "x", "--url", "http://a", "--command", "b"], "Give one of"],
    [["server", "add", "x", "--url", "http://a", "--arg", "b"], "--arg"],
    [["server", "add", "x", "--command", "a", "--env", "NOT_SET_ANYWHERE"], "NOT_SET_ANYWHERE is not set"],
    [["server", "add", "x", "--url", "ftp://a"], "does not fit"],
    [["call", "files::read", "{path"], "The arguments must be JSON"],
    [["call", "files::read", "[1]"], "JSON object"],
    [["server", "capability", "files", "tool", "delete"], "--level"],
    [["server", "capability", "files", "tool", "delete", "--level", "4"], "0, 1, 2, 3"],
    [["server", "capability", "changed", "tool", "search", "--enabled", "on"], "other than it was"],
    [["server", "capability", "changed", "tool", "wi\u202epe", "--enabled", "on"], "is new"],
    [["server", "capability", "files", "widget", "delete", "--level", "1"], "template"],
    [["approval", "reject", "apr_1"], "--reason"],
    [["approval", "approve", "apr_1", "--arguments", "[]"], "JSON object"],
    [["approval", "settings", "--self-approval", "perhaps"], "other_credential"],
    [["policy", "save", "/nowhere.json"], "cannot be read (ENOENT)"],
    [["audit", "list", "--since", "1d", "--from", "2026-01-01"], "not both"],
  ])("2: %j is a usage error in text and in JSON", async (args, says) => {
    const [forPeople, forScripts] = await Promise.all([peta(args), peta([...args, "--json"])]);
    expect(forPeople).toMatchObject({ code: 2, stdout: "" });
    expect(forPeople.stderr).toContain(says);
    expect(forScripts).toMatchObject({ code: 2, stderr: "" });
    expect(JSON.stringify(errorOf(forScripts))).toContain(says.replaceAll('"', '\\"'));
  });

  test("2: the process ends with it too", async () => {
    expect(await petaProcess(["server", "lst"])).toMatchObject({ code: 2, stdout: "" });
  });

  test("3: nothing listens there", async () => {
    const { url } = await freeAddress();
    const env = { PETA_URL: url };
    const [forPeople, forScripts] = await Promise.all([petaProcess(["status"], env), peta(["status", "--json"], env)]);
    const message = `Core does not answer at ${url}. Start it with \`npm start\`, or set PETA_URL.`;
    expect(forPeople).toMatchObject({ code: 3, stdout: "", stderr: `error: ${message} [cli.unreachable]\n` });
    expect(forScripts).toMatchObject({ code: 3, stderr: "" });
    expect(errorOf(forScripts)).toEqual({ code: "cli.unreachable", message });
  });

  test("3: BACKEND_PORT moves the default address", async () => {
    const { url, port } = await freeAddress();
    expect((await petaProcess(["status"], { PETA_URL: "", BACKEND_PORT: port })).stderr).toContain(`${url}.`);
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
    const finished = await petaProcess(["call", "files::slow", "--timeout", "1s", "--json"]);
    expect(finished.code).toBe(3);
    expect(errorOf(finished).code).toBe("cli.timeout");
  });

  test("4: no token, a wrong one, and a role that is not enough", async () => {
    const nobody = await peta(["server", "list"], { PETA_TOKEN: "" });
    expect(nobody.code).toBe(4);
    expect(nobody.stderr).toContain("Set PETA_TOKEN");
    const wrong = await petaProcess(["server", "list"], { PETA_TOKEN: "made-up" });
    expect(wrong.code).toBe(4);
    expect(wrong.stderr).toContain("The token came from PETA_TOKEN.");
    expect(wrong.stderr).not.toContain("made-up");
    expect((await peta(["server", "list"], { PETA_TOKEN: USER_TOKEN })).code).toBe(4);
    core.twin.state.isSetUp = false;
    expect((await peta(["server", "list"])).code).toBe(4);
  });

  test("5: a broken audit, and a server that does not work", async () => {
    Object.assign(core.twin.state, { auditIsIntact: false, serverWorks: false });
    const audit = await petaProcess(["audit", "verify"]);
    expect(audit.code).toBe(5);
    expect(audit.stdout).toContain("Row 5 was changed.");
    const server = await peta(["server", "test", "--command", "node"]);
    expect(server.code).toBe(5);
    expect(server.stdout).toContain("Run it by hand");
    expect(server.stdout.match(/The program ended with code 1|cannot find module/g)).toHaveLength(2);
    expect(server.stdout).toContain("[server.start_failed]");
    expect((await peta(["audit", "verify", "--json"])).code).toBe(5);
  });

  test("6: policy refuses the call", async () => {
    const finished = await petaProcess(["call", "files::delete"]);
    expect(finished).toMatchObject({ code: 6, stdout: "" });
    expect(finished.stderr).toContain("Policy does not let you call");
  });

  test("6: the call waits for a person, and the message names the approval", async () => {
    const finished = await peta(["call", "files::pay"]);
    expect(finished).toMatchObject({ code: 6, stdout: "" });
    expect(finished.stderr).toContain("apr_1");
  });

  test("4: an approval of level 3 wants the password, which is read from standard input and not repeated", async () => {
    const refused = await peta(["approval", "approve", "apr_3"]);
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain("approval.step_up_required");
    const approved = await petaProcess(["approval", "approve", "apr_3", "--password", "-"], {}, "the password\n");
    expect(approved).toMatchObject({ code: 0, stderr: "" });
    expect(lastInput("approvals.decide")).toMatchObject({ approvalId: "apr_3", password: "the password" });
    expect(approved.stdout).not.toContain("the password");
    expect((await peta(["approval", "approve", "apr_3", "--password", "-"], {}, "")).code).toBe(2);
  });

  test("7: the tool reports an error", async () => {
    const finished = await peta(["call", "files::fail"]);
    expect(finished.code).toBe(7);
    expect(finished.stdout).toContain("disk on fire");
    const json = await petaProcess(["call", "files::fail", "--json"]);
    expect(json.code).toBe(7);
    expect(JSON.parse(json.stdout)).toMatchObject({ isError: true });
  });
});
