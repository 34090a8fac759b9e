import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import {
  CLIENT_EVENT_NAMES,
  NOTIFICATION_TYPES,
  SERVER_EVENT_NAMES,
  SOCKET_ERROR,
  USER_ACTION,
  USER_ERROR,
} from "@peta/contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { until } from "./connect.ts";
import { createSocketWorld, type SocketWorld } from "./create-socket-world.ts";

const DOCS = path.resolve(import.meta.dirname, "../../../../docs/api");
const socketDocs = readFileSync(path.join(DOCS, "socket.md"), "utf8");
const userDocs = readFileSync(path.join(DOCS, "user.md"), "utf8");

describe("docs/api/socket.md", () => {
  test("has a row for every event of a device, of Core, and for every notification", () => {
    const sent = section(socketDocs, "What you may send");
    const received = section(socketDocs, "What you are sent");
    for (const name of CLIENT_EVENT_NAMES) expect(sent).toContain(`| \`${name}\` |`);
    for (const name of [...SERVER_EVENT_NAMES, ...NOTIFICATION_TYPES]) expect(received).toContain(`| \`${name}\` |`);
  });

  test("explains every error number", () => {
    for (const number of Object.values(SOCKET_ERROR))
      expect(section(socketDocs, "Envelopes")).toContain(String(number));
  });
});

describe("docs/api/user.md", () => {
  test("has a row for every action and every error number", () => {
    for (const [name, number] of Object.entries(USER_ACTION)) expect(userDocs).toContain(`| ${number} | \`${name}\` |`);
    for (const [name, number] of Object.entries(USER_ERROR)) expect(userDocs).toContain(`| ${number} | \`${name}\` |`);
  });
});

describe("the printed example", () => {
  let world: SocketWorld;
  beforeAll(async () => {
    world = await createSocketWorld();
  });
  afterAll(() => world.stop());

  test("runs as it is, once URL and token are put in: connects and gets the capabilities", async () => {
    const example = /```ts\n(import \{ io \}[\s\S]*?)```/.exec(socketDocs)?.[1] ?? "";
    const script = example
      .replace("http://localhost:3002", world.core.url)
      .replace("USER_ACCESS_TOKEN", world.ann.token);
    expect(script).toContain(world.core.url);
    expect(script).toContain(world.ann.token);
    const child = spawn(process.execPath, ["--input-type=module-typescript", "-"], {
      cwd: path.resolve(import.meta.dirname, "../.."),
      stdio: ["pipe", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stdin.end(script);
    try {
      await until(
        () => (output.includes("capabilities") ? true : undefined),
        15_000,
        () => `it printed: ${output}`,
      );
      expect(output).toMatch(/^connected \S+\ncapabilities \{\s+capabilities: \{\s+notes: \{/);
    } finally {
      child.kill();
    }
  });
});

/** The text under a heading of the second level. */
function section(text: string, heading: string): string {
  return text.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
}
