import { randomBytes } from "node:crypto";
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { ChainedRecord } from "../../modules/audit/audit-record.ts";
import { createVault, newId } from "../crypto/index.ts";
import { createFileSpool, type FileSpoolDeps } from "./file-spool.ts";

let directory: string;
let warnings: string[];
const vault = createVault(randomBytes(32));

beforeEach(() => {
  directory = path.join(mkdtempSync(path.join(tmpdir(), "peta-spool-")), "audit-spool");
  warnings = [];
});
afterEach(() => rmSync(path.dirname(directory), { recursive: true, force: true }));

const openSpool = (more: Partial<FileSpoolDeps> = {}) =>
  createFileSpool({
    directory,
    vault,
    newId,
    now: Date.now,
    log: { info: () => {}, warn: (_fields, message) => void warnings.push(message) },
    ...more,
  });

const record = (sequence: number): ChainedRecord => ({
  workspaceId: "wsp_1",
  id: `aud_${sequence}`,
  occurredAt: 1_700_000_000_000 + sequence,
  action: "tools/call",
  outcome: "allowed",
  principalId: null,
  principalHandle: "canary-handle",
  channel: "mcp",
  clientName: 'line\nbreak "quoted" ü',
  clientVersion: null,
  ipAddress: null,
  sessionId: null,
  requestId: null,
  serverId: null,
  capabilityKind: null,
  capabilityName: null,
  decision: null,
  determinedBy: null,
  reason: null,
  errorCode: null,
  durationMicros: 12,
  sealedDetail: sequence % 2 ? randomBytes(40) : null,
  writerId: "wrt_1",
  sequence,
  previousHash: randomBytes(32),
  hash: randomBytes(32),
});
const records = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, n) => record(from + n));
const names = () => readdirSync(directory);
const onlyFile = () => path.join(directory, names()[0] ?? "");

describe("a spool", () => {
  it("gives records back in order as they were, while more are added, and leaves no file behind", async () => {
    const spool = openSpool();
    const all = records(1, 30);
    await spool.append(all.slice(0, 10));
    expect(spool.size()).toBe(10);
    const taken: ChainedRecord[] = [];
    await spool.append(all.slice(10, 20));
    for (let n = 0; n < 2; n++) {
      const some = await spool.peek(7);
      expect(await spool.peek(7)).toEqual(some);
      taken.push(...some);
      await spool.drop(some.length);
    }
    await spool.append(all.slice(20));
    for (let some = await spool.peek(7); some.length > 0; some = await spool.peek(7)) {
      taken.push(...some);
      await spool.drop(some.length);
    }
    expect(taken).toEqual(all);
    expect(spool.size()).toBe(0);
    expect(names()).toEqual([]);
  });

  it("is readable by its owner alone and shows nothing of what it holds", async () => {
    await openSpool().append(records(1, 3));
    expect(statSync(onlyFile()).mode & 0o777).toBe(0o600);
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(readFileSync(onlyFile(), "utf8")).not.toContain("canary");
  });

  it("refuses records that do not fit and keeps none of them (A57)", async () => {
    const spool = openSpool({ maxBytes: 3000 });
    await spool.append(records(1, 2));
    const size = statSync(onlyFile()).size;
    await expect(spool.append(records(3, 20))).rejects.toThrow("full");
    expect(statSync(onlyFile()).size).toBe(size);
    expect((await spool.peek(100)).map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  it("drops only what was peeked", async () => {
    const spool = openSpool();
    await spool.append(records(1, 3));
    await expect(spool.drop(1)).rejects.toThrow();
    await spool.peek(2);
    await expect(spool.drop(3)).rejects.toThrow();
  });
});

describe("what an earlier process left", () => {
  const leave = async (count: number) => {
    const spool = openSpool();
    await spool.append(records(1, count));
    await spool.close();
  };

  it("is read before what is new", async () => {
    await leave(3);
    const spool = openSpool();
    expect(spool.size()).toBe(3);
    await spool.append([record(4)]);
    expect((await spool.peek(10)).map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
    await spool.drop(3);
    expect((await spool.peek(10)).map(({ sequence }) => sequence)).toEqual([4]);
  });

  it("is read up to where a crash tore it", async () => {
    await leave(2);
    appendFileSync(onlyFile(), "AQIDBAUG");
    const spool = openSpool();
    expect(await spool.peek(10)).toHaveLength(2);
    await spool.drop(2);
    expect(spool.size()).toBe(0);
    expect(names()).toEqual([]);
  });

  it.each([
    [
      "changed",
      (lines: string[]) => [lines[0], `${lines[1]?.slice(0, 200)}A${lines[1]?.slice(201)}`, lines[2]],
      [1, 3],
    ],
    ["replaced by another", (lines: string[]) => [lines[0], lines[2], lines[2]], [1, 3]],
    ["removed", (lines: string[]) => [lines[0], lines[2]], [1]],
    ["all unreadable", () => ["x", "y", "z"], []],
  ])("is set aside and reported when a line was %s", async (_name, change, readable) => {
    await leave(3);
    const lines = readFileSync(onlyFile(), "utf8").trimEnd().split("\n");
    writeFileSync(onlyFile(), `${change(lines).join("\n")}\n`);
    const spool = openSpool();
    const some = await spool.peek(10);
    expect(some.map(({ sequence }) => sequence)).toEqual(readable);
    if (some.length > 0) await spool.drop(some.length);
    expect(await spool.peek(10)).toEqual([]);
    expect(spool.size()).toBe(0);
    expect(names().map((name) => path.extname(name))).toEqual([".damaged"]);
    expect(warnings).toHaveLength(1);
  });

  it("is set aside when it was sealed with another master key (A59)", async () => {
    await leave(2);
    const spool = openSpool({ vault: createVault(randomBytes(32)) });
    expect(await spool.peek(10)).toEqual([]);
    expect(names().map((name) => path.extname(name))).toEqual([".damaged"]);
  });

  it("is left alone while the process that writes it lives", async () => {
    await leave(2);
    const [name = ""] = names();
    // The parent of this test process lives as long as it does.
    const rename = (pid: number, host: string) => {
      const renamed = name.replace(/\.\d+\..*\.spool$/, `.${pid}.${host}.spool`);
      renameSync(onlyFile(), path.join(directory, renamed));
    };
    rename(process.ppid, hostname());
    expect(openSpool().size()).toBe(0);
    rename(process.ppid, "another-host");
    expect(openSpool().size()).toBe(0);
    expect(openSpool({ now: () => Date.now() + 3_600_000 }).size()).toBe(2);
    rename(2 ** 22 + 1, hostname());
    expect(openSpool().size()).toBe(2);
  });
});
