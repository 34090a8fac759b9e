import { spawn } from "node:child_process";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { errorOf, useTwin } from "./harness.ts";
import { OWNER_TOKEN } from "./twin-core.ts";
import { SIGN_IN_URL } from "./twin-sign-in.ts";

const core = useTwin();
const { peta, lastInput } = core;
const MAIN = path.resolve(import.meta.dirname, "../src/main.ts");

describe("signing in", () => {
  test("says who will ask, for what and where, then waits until somebody has", async () => {
    const done = await peta(["server", "sign-in", "linear"]);
    expect(done.code).toBe(0);
    expect(done.stderr).toMatch(
      /^https:\/\/login\.example\[2J will ask whether Core may use your account there, for: read write\.\nOpen this in a browser until .* UTC:\n\n {2}http:.*\n\nWaiting/,
    );
    expect(done.stderr).toContain(`\n  ${SIGN_IN_URL}\n`);
    expect(done.stdout).toMatch(
      /^Signed in to "linear" \(online\)\.\nsigned in at https:\/\/login\.example by ada, since 2026-01-01 00:00:00, for read write, renewed by Core itself\n\nNext: peta server show linear\n$/,
    );
    expect(core.twin.state.looks).toBe(2);
  });

  test("the sign-in that was there before is not taken for the new one", async () => {
    // Signed in, and to be signed in anew: the time of it never changes.
    Object.assign(core.twin.state, { looks: 5, looksUntilSignedIn: 0 });
    const done = await peta(["server", "sign-in", "linear"]);
    expect(done).toMatchObject({ code: 1, stdout: "" });
    expect(done.stderr).toContain('Nobody has signed in to "linear" within ten minutes. [cli.not_signed_in]');
    expect(done.stderr).toContain("`peta server sign-in linear` starts anew");
    expect(core.twin.state.looks).toBe(300);
  });

  test("a sign-in that brought nothing ends the waiting, with the reason", async () => {
    core.twin.state.signInFailure = "The sign-in was refused at the authorization server.\u001b[2J";
    const done = await peta(["server", "sign-in", "linear"]);
    expect(done).toMatchObject({ code: 1, stdout: "" });
    expect(done.stderr).toContain(
      'Core is not signed in to "linear". The sign-in was refused at the authorization server.[2J [cli.not_signed_in]',
    );
    expect(core.twin.state.looks).toBe(2);
  });

  test("--no-wait ends with the address; so does --json, with one document", async () => {
    core.twin.state.looksUntilSignedIn = Number.POSITIVE_INFINITY;
    const done = await peta(["server", "sign-in", "linear", "--no-wait"]);
    expect(done).toMatchObject({ code: 0, stderr: "" });
    expect(done.stdout).toContain(`  ${SIGN_IN_URL}\n\nNext: peta server show linear`);
    for (const args of [
      ["server", "sign-in", "linear", "--json"],
      ["--json", "server", "sign-in", "linear", "--no-wait"],
    ]) {
      const { code, stdout, stderr } = await peta(args);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(JSON.parse(stdout)).toMatchObject({ url: SIGN_IN_URL, scope: "read write" });
    }
    expect(core.twin.state.looks).toBe(0);
  });

  test("is refused for a server to which Core does not sign in, with Core's sentence", async () => {
    const done = await peta(["server", "sign-in", "files"]);
    expect(done).toMatchObject({ code: 2, stdout: "" });
    expect(done.stderr).toContain('There is no sign-in to the server "files". [input.invalid]');
    expect(await peta(["server", "sign-in", "my_server"])).toMatchObject({ code: 2 });
    expect(errorOf(await peta(["server", "sign-in", "files", "--json"])).code).toBe("input.invalid");
  });

  test("Ctrl-C ends the waiting, and says that the sign-in can still be finished", async () => {
    core.twin.state.looksUntilSignedIn = Number.POSITIVE_INFINITY;
    const { PATH = "", NODE_COMPILE_CACHE = "" } = process.env;
    const child = spawn(process.execPath, [MAIN, "server", "sign-in", "linear"], {
      env: {
        PATH,
        NODE_COMPILE_CACHE,
        PETA_URL: core.twin.url,
        PETA_TOKEN: OWNER_TOKEN,
        PETA_CONFIG_DIR: core.directory,
      },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      if (stderr.includes("Waiting") && !stderr.includes("error:")) child.kill("SIGINT");
    });
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(code).toBe(1);
    expect(stderr).toContain("error: The waiting was ended. Nothing is lost by it. [cli.not_signed_in]");
    expect(stderr).toContain("can still be finished in the browser");
  });
});

test("signing out says what it means and how to come back", async () => {
  Object.assign(core.twin.state, { looks: 5, looksUntilSignedIn: 0 });
  const done = await peta(["server", "sign-out", "linear"]);
  expect(done).toMatchObject({ code: 0, stderr: "" });
  expect(done.stdout).toMatch(/^Signed out of "linear" \(error\)\.[^]*Next: peta server sign-in linear\n$/);
  expect(lastInput("servers.signOut")).toEqual({ serverId: "linear" });
  expect(JSON.parse((await peta(["server", "sign-out", "linear", "--json"])).stdout)).toMatchObject({
    signIn: { state: "required" },
  });
});

describe("a server that wants a sign-in", () => {
  const url = ["--url", "https://mcp.linear.app/mcp"];

  test("is saved, and what was added or changed says what to run next", async () => {
    const added = await peta(["server", "add", "linear", ...url]);
    expect(added).toMatchObject({ code: 0, stderr: "" });
    expect(added.stdout).toMatch(
      /^Added "linear" \(error\)[^]*The server wants a sign-in\.\n\nIt is saved, and has no tools until Core is signed in to it\.\n\nNext: peta server sign-in linear\nNext: peta permission set/,
    );
    expect(lastInput("servers.add")).toMatchObject({ launch: { transport: "http" } });
    expect(lastInput("servers.add")).not.toHaveProperty("launch.oauth");
  });

  test("says so where it is shown and listed, in words that cannot move the terminal (A36)", async () => {
    const shown = await peta(["server", "show", "linear"]);
    expect(shown.stdout).toMatch(
      /sign-in {5}needed: linear wants a sign-in\.\[2J\nwhat to do {2}Sign in to it\.\n\nNext: peta server sign-in linear\n$/,
    );
    const listed = await peta(["server", "list"]);
    expect(listed.stdout).toMatch(/linear\s+error[^]*\n\nNext: peta server sign-in linear\n$/);
    expect(shown.stdout + listed.stdout).not.toContain("\u001b");
  });

  test("to which Core signs in by itself asks nobody to", async () => {
    const shown = await peta(["server", "show", "linear-machine"]);
    expect(shown.stdout).toMatch(
      /reason +The secret is wrong\.[^]*sign-in +refused to Core's client credentials\nwhat to do +Check the client id and its secret\.\n\nNext: peta server restart linear-machine\n$/,
    );
    const out = await peta(["server", "sign-out", "linear-machine"]);
    expect(out.stdout).toContain("Core signs in by itself with the next connection.");
    expect(shown.stdout + out.stdout).not.toContain("peta server sign-in");
  });

  test("says it when it is tested, for one that is registered and for one that is not", async () => {
    core.twin.state.serverWorks = false;
    core.twin.state.looks = 0;
    const registered = await peta(["server", "test", "linear"]);
    expect(registered.code).toBe(5);
    expect(registered.stdout).toMatch(/Next: peta server sign-in linear\n$/);
    expect((await peta(["server", "test", ...url])).stdout).toMatch(/Next: peta server add SERVER, with the same/);
  });
});

describe("a client that is registered already", () => {
  const url = ["--url", "https://x.example/mcp"];
  const client = ["--oauth-client-id", "c", "--oauth-secret-env", "SECRET"];
  const secret = { SECRET: "s-1" };

  test.each([
    [["--oauth-client-id", "c"], { grant: "authorization_code", clientId: "c" }],
    [["--oauth-scope", "read write"], { grant: "authorization_code", scope: "read write" }],
    [["--oauth-grant", "authorization-code"], { grant: "authorization_code" }],
    [client, { grant: "authorization_code", clientId: "c", clientSecret: "s-1" }],
    [
      [...client, "--oauth-grant", "client-credentials"],
      { grant: "client_credentials", clientId: "c", clientSecret: "s-1" },
    ],
  ])("%j is sent with the launch", async (options, oauth) => {
    expect(await peta(["server", "add", "x", ...url, ...options], secret)).toMatchObject({ code: 0, stderr: "" });
    expect(lastInput("servers.add")).toHaveProperty("launch.oauth", oauth);
    expect(await peta(["server", "update", "x", ...url, ...options], secret)).toMatchObject({ code: 0, stderr: "" });
    expect(lastInput("servers.update")).toEqual({
      serverId: "x",
      launch: expect.objectContaining({ oauth }) as unknown,
    });
  });

  test.each([
    [[...url, "--oauth-secret-env", "SECRET"], "needs --oauth-client-id"],
    [[...url, "--oauth-client-id", "c", "--oauth-secret-env", "NOWHERE"], "NOWHERE is not set"],
    [[...url, "--oauth-grant", "client-credentials", "--oauth-client-id", "c"], "and --oauth-secret-env"],
    [[...url, "--oauth-grant", "password"], "authorization-code, client-credentials"],
    [[...url, "--oauth-scope", "read  write"], "one space between them"],
    [[...url, "--oauth-scope", "read", "--header-env", "authorization=SECRET"], "With an Authorization header"],
    [[...url, ...client, "--oauth-token-url", "https://x.example/token"], "go with --definition"],
    [["--command", "node", ...client], "go with --url or --definition"],
    [["--skills", "office@3", "--oauth-scope", "read"], "go with --url or --definition"],
    [client, "go with --url or --definition"],
    [["--definition", "-", ...client], "give --oauth-token-url too"],
    [
      ["--definition", "-", ...client, "--oauth-token-url", "https://x", "--oauth-grant", "authorization-code"],
      "goes with --url",
    ],
  ])("what does not go together is refused before Core is asked: %j", async (options, says) => {
    for (const verb of ["add", "update"]) {
      const done = await peta(["server", verb, "x", ...options], secret, "{}");
      expect(done).toMatchObject({ code: 2, stdout: "" });
      expect(done.stderr).toContain(says);
      expect(done.stderr).not.toContain("s-1");
      expect(lastInput(`servers.${verb}`)).toBeUndefined();
    }
  });

  test("users' own values and a sign-in of everybody's exclude each other", async () => {
    const done = await peta(["server", "add", "x", ...url, "--oauth-scope", "read", "--fields", "-"], {}, "[]");
    expect(done.code).toBe(2);
    expect(done.stderr).toContain("--fields");
    expect(lastInput("servers.add")).toBeUndefined();
  });
});

test("an update changes what is named and nothing else; without a name of anything it is refused", async () => {
  await peta(["server", "update", "files", "--name", "Files", "--public", "on", "--enabled", "off"]);
  expect(lastInput("servers.update")).toEqual({
    serverId: "files",
    displayName: "Files",
    publicAccess: true,
    enabled: false,
  });
  const done = await peta(["server", "update", "files"]);
  expect(done.code).toBe(2);
  expect(done.stderr).toContain("Say what shall change");
});
