import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { useTwin } from "./harness.ts";
import { DEFINITION } from "./twin-skills.ts";

const core = useTwin();
const { peta, lastInput } = core;

function file(name: string, text: string): string {
  const at = path.join(core.directory, name);
  writeFileSync(at, text);
  return at;
}

describe("skills", () => {
  test("are uploaded as an archive; what differs is told, and cannot move the terminal (A36)", async () => {
    const { code, stdout } = await peta(["skill", "upload", "office", file("skills.zip", "zip"), "--name", "Office"]);
    expect(code).toBe(0);
    expect(stdout).toContain('Version 2 of "office". 1 skill: pdf.');
    expect(stdout).toMatch(/M pdf\/SKILL.md\n {4}- old\n {4}\+ new/);
    expect(stdout).toMatch(/Look at it\.[\s\S]*server add SERVER --skills office@2/);
    expect(stdout).not.toContain("\u001b");
    expect(lastInput("skills.upload")).toMatchObject({
      archive: Buffer.from("zip").toString("base64"),
      displayName: "Office",
    });
    expect((await peta(["skill", "upload", "office", file("skills.zip", "zip"), "--dry-run"])).stdout).toContain(
      "Nothing was kept.",
    );
    expect((await peta(["skill", "upload", "office", "/no/such.zip"])).stderr).toContain("cannot be read");
  });

  test("are listed, read and compared", async () => {
    expect((await peta(["skill", "list"])).stdout).toMatch(/office@2\s+1\s+3\s+\S+ \S+\s+work/);
    expect((await peta(["skill", "show", "office@2"])).stdout).toMatch(
      /pdf\s+1\s+Works with PDF files<U\+001B>\[2J<U\+E0041>/,
    );
    expect((await peta(["skill", "show", "office@2", "pdf/a/b.md"])).stdout).toMatch(
      /^Do\nit\.<U\+001B>\[2J<U\+200B>$/m,
    );
    expect(lastInput("skills.readFile")).toEqual({ packageId: "office", version: 2, skill: "pdf", path: "a/b.md" });
    expect((await peta(["skill", "diff", "office@1", "office@2"])).stdout).toContain(
      "M pdf/SKILL.md\n    - old\n    + new<U+001B>[2J",
    );
    expect((await peta(["skill", "diff", "office@1", "other@2"])).code).toBe(2);
    expect((await peta(["skill", "show", "office"])).code).toBe(2);
    expect((await peta(["skill", "remove", "office@2"])).stdout).toContain("Removed office@2.");
    expect(lastInput("skills.remove")).toEqual({ packageId: "office", version: 2 });
  });

  test("are served by a server that names their version", async () => {
    expect((await peta(["server", "add", "work", "--skills", "office@2", "--skill", "pdf"])).code).toBe(0);
    expect(lastInput("servers.add")).toMatchObject({
      launch: { transport: "skills", packageId: "office", version: 2, include: ["pdf"] },
    });
    expect((await peta(["server", "add", "work", "--skills", "office"])).stderr).toContain("Say which version");
    expect((await peta(["server", "add", "work", "--skill", "pdf", "--command", "x"])).code).toBe(2);
  });
});

describe("a sandbox", () => {
  test("is described by options of a program", async () => {
    const options = ["--sandbox", "required", "--sandbox-read", "/srv", "--sandbox-memory", "1024"];
    await peta(["server", "add", "box", "--command", "x", ...options]);
    expect(lastInput("servers.add")).toMatchObject({
      launch: { sandbox: { required: true, readablePaths: ["/srv"], memoryMb: 1024 } },
    });
    expect((await peta(["server", "add", "box", "--command", "x", "--sandbox-read", "/srv"])).stderr).toContain(
      "--sandbox required",
    );
    expect((await peta(["server", "add", "box", "--url", "https://x.example", "--sandbox", "required"])).code).toBe(2);
    expect((await peta(["server", "sandbox", "files"])).stdout).toContain("Core starts no program");
  });
});

describe("templates", () => {
  test("are listed, shown, saved, used and removed", async () => {
    expect((await peta(["template", "list"])).stdout).toMatch(/weather\s+Peta\s+apiKey\s+Weather/);
    expect(JSON.parse((await peta(["template", "show", "weather"])).stdout)).toEqual(DEFINITION);
    const saved = await peta(["template", "save", "mine", file("t.json", JSON.stringify(DEFINITION))]);
    expect(saved.stdout).toContain('Saved the template "mine".');
    expect((await peta(["template", "save", "mine", file("bad.json", "{}")])).stderr).toContain("no server definition");
    const used = await peta(["template", "use", "weather", "rain", "--value-env", "apiKey=KEY"], { KEY: "k-1" });
    expect(used.stdout).toContain('Added "rain"');
    expect(lastInput("templates.addServer")).toMatchObject({
      from: { templateId: "weather" },
      values: { apiKey: "k-1" },
    });
    expect((await peta(["template", "use", "weather", "rain", "--value", "apiKey"])).code).toBe(2);
    expect((await peta(["template", "remove", "mine"])).stdout).toContain('Removed the template "mine".');
  });
});

describe("an import", () => {
  test("shows what was found and adds nothing", async () => {
    const { stdout } = await peta(["server", "import", file("config.json", '{"mcpServers":{}}')]);
    expect(stdout).toMatch(/\+ weather: weather\[2J\n {4}Fields: apiKey \(API key\)\n {4}Mind it\./);
    expect(stdout).toMatch(/! shell: sh -c x\n {4}Not possible: No shell\.[\s\S]*Nothing was started or saved/);
    expect(lastInput("templates.addServer")).toBeUndefined();
  });

  test("adds the one that is named, with its values; one that cannot be is refused", async () => {
    const line = ["server", "import", "--line", "weather"];
    await peta([...line, "--add", "weather", "--as", "rain", "--value-env", "apiKey=KEY"], { KEY: "k-1" });
    expect(lastInput("templates.addServer")).toMatchObject({
      from: { definition: DEFINITION },
      serverId: "rain",
      values: { apiKey: "k-1" },
    });
    expect((await peta([...line, "--add", "shell"])).stderr).toContain("cannot be added: No shell.");
    expect((await peta([...line, "--add", "other"])).code).toBe(2);
    expect((await peta(["server", "import"])).code).toBe(2);
  });
});
