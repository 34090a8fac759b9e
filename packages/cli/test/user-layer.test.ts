import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { errorOf, useTwin } from "./harness.ts";
import { USER_FIELDS } from "./twin-data.ts";

const core = useTwin();
const { peta, lastInput } = core;

describe("clients", () => {
  test("are listed with what is restricted; what they say of themselves cannot move the terminal (A36)", async () => {
    const { stdout } = await peta(["client", "list"]);
    expect(stdout).toMatch(/tok_1\s+Claude\[2J 1\.2\s+token\s+2\s+1/);
    expect(stdout).not.toContain("\u001b");
    await peta(["client", "list", "--of", "bot"]);
    expect(lastInput("clients.list")).toEqual({ principalId: "bot" });
  });

  test("show what they may use, where a level was raised, and that values are missing", async () => {
    const { stdout } = await peta(["client", "show", "tok_1"]);
    expect(stdout).toMatch(/mail\s+server\s+-\s+-\s+needs your values/);
    expect(stdout).toMatch(/mail::send\s+tool\s+-\s+1 > 2\s+require approval/);
    expect(stdout).toMatch(/Next: .*server configure mail/);
  });

  test("are set by a switch, by a level, or both; for every one with *", async () => {
    const { code, stdout } = await peta(["client", "set", "*", "mail::send", "off", "--level", "3"]);
    expect(code).toBe(0);
    expect(stdout).toContain("You have switched mail::send off for every client.");
    expect(stdout).toContain("The danger level of mail::send is 3 at least for every client.");
    expect(lastInput("clients.setSwitch")).toEqual({
      clientKey: "*",
      serverId: "mail",
      capability: { kind: "tool", name: "send" },
      enabled: false,
      dangerLevel: 3,
    });
    await peta(["client", "set", "tok_1", "mail", "default", "--of", "bot"]);
    expect(lastInput("clients.setSwitch")).toEqual({
      clientKey: "tok_1",
      principalId: "bot",
      serverId: "mail",
      enabled: null,
    });
  });

  test("nothing stored is said, and nothing asked for is a usage error", async () => {
    const { stdout } = await peta(["client", "set", "tok_1", "mail::hidden", "on"]);
    expect(stdout).toContain("An administrator has switched it off. Nothing was stored.");
    expect(stdout).not.toContain("You have switched");
    expect((await peta(["client", "set", "tok_1", "mail"])).code).toBe(2);
    expect((await peta(["client", "set", "tok_1", "mail", "--level", "9"])).code).toBe(2);
    expect((await peta(["client", "set", "tok_1", "mail", "perhaps"])).code).toBe(2);
  });

  test("sessions are listed and ended by their reference", async () => {
    expect((await peta(["client", "sessions"])).stdout).toMatch(/ses_1\s+Claude 1\.2\s+legacy/);
    expect((await peta(["client", "end", "ses_1"])).stdout).toContain("The session has ended.");
    expect(errorOf(await peta(["client", "end", "ses_2", "--json"]))).toMatchObject({ code: "session.not_found" });
  });
});

describe("values of one's own", () => {
  test("are given by options or from the environment, and never repeated", async () => {
    const { code, stdout } = await peta(
      ["server", "configure", "mail", "--value-env", "apiKey=MAIL_KEY", "--share", "--no-test"],
      { MAIL_KEY: "k-secret" },
    );
    expect(code).toBe(0);
    expect(stdout).toContain('Stored your values for "mail".');
    expect(stdout).not.toContain("k-secret");
    // What is shown and stored already stays; the secret that is not given is Core's to keep.
    expect(lastInput("userServers.configure")).toEqual({
      serverId: "mail",
      values: { region: "eu", apiKey: "k-secret" },
      shareWithAgents: true,
      test: false,
    });
    await peta(["server", "configure", "mail", "--value", "region=us", "--for", "bot"]);
    expect(lastInput("userServers.list")).toEqual({ principalId: "bot" });
    expect(lastInput("userServers.configure")).toMatchObject({
      principalId: "bot",
      values: { region: "us" },
      shareWithAgents: false,
      test: true,
    });
  });

  test("without a key or a variable it is a usage error that repeats no value; Core's refusal is shown", async () => {
    const bare = await peta(["server", "configure", "mail", "--value", "k-secret"]);
    expect(bare.code).toBe(2);
    expect(bare.stderr).not.toContain("k-secret");
    expect((await peta(["server", "configure", "mail", "--value-env", "apiKey=NOT_SET"])).stderr).toContain("NOT_SET");
    const other = await peta(["server", "configure", "files", "--value", "a=b", "--json"]);
    expect(errorOf(other)).toMatchObject({ code: "server.not_configurable" });
  });

  test("are removed", async () => {
    expect((await peta(["server", "unconfigure", "mail"])).stdout).toContain('Your values for "mail" are removed');
    await peta(["server", "unconfigure", "mail", "--for", "bot"]);
    expect(lastInput("userServers.unconfigure")).toEqual({ serverId: "mail", principalId: "bot" });
  });
});

describe("fields of a server", () => {
  const file = () => path.join(core.directory, "fields.json");

  test("are shown with where each value goes", async () => {
    const { stdout } = await peta(["server", "fields", "mail"]);
    expect(stdout).toMatch(/apiKey\s+API key\s+text\s+secret\s+required\s+header Authorization/);
    expect(stdout).toContain("2 users have entered values.");
  });

  test("are set from a file or standard input, with a new server too, and taken away", async () => {
    writeFileSync(file(), JSON.stringify(USER_FIELDS));
    expect((await peta(["server", "fields", "mail", file()])).code).toBe(0);
    expect(lastInput("servers.update")).toEqual({ serverId: "mail", userFields: USER_FIELDS });
    expect((await peta(["server", "fields", "mail", "-"], {}, JSON.stringify(USER_FIELDS))).code).toBe(0);
    const added = await peta(["server", "add", "mail", "--url", "http://127.0.0.1:1/mcp", "--fields", file()]);
    expect(added.stdout).toContain("Its tools come from the first user whose values work.");
    expect(lastInput("servers.add")).toMatchObject({ userFields: USER_FIELDS });
    expect((await peta(["server", "fields", "mail", "--none"])).stdout).toContain("takes no values of its users");
    expect(lastInput("servers.update")).toEqual({ serverId: "mail", userFields: null });
  });

  test.each([
    ["no JSON", "{", "is not JSON"],
    ["a field without a place", '[{"key":"a","label":"A"}]', "does not fit at 0.placement"],
    ["no field at all", "[]", "name at least one field"],
  ])("%s is refused before anything is sent", async (_why, text, problem) => {
    writeFileSync(file(), text);
    const refused = await peta(["server", "fields", "mail", file()]);
    expect([refused.code, refused.stderr.includes(problem)]).toEqual([2, true]);
    expect(core.twin.inputs).toEqual([]);
    expect((await peta(["server", "fields", "mail", file(), "--none"])).code).toBe(2);
  });
});
