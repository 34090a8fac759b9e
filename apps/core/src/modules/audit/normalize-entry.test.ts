import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { AuditEntry } from "./audit-entry.ts";
import { normalizeEntry } from "./normalize-entry.ts";

const entry = (more: Partial<AuditEntry>): AuditEntry => ({
  workspaceId: "wsp_1",
  action: "tools/call",
  outcome: "allowed",
  principalId: null,
  principalHandle: null,
  channel: "mcp",
  ...more,
});

let sealed: { plaintext: string; identity: string }[] = [];
const normalize = (more: Partial<AuditEntry>, maxDetailBytes = 1000) => {
  sealed = [];
  const seal = (plaintext: string, identity: string) => {
    sealed.push({ plaintext, identity });
    return Buffer.from("sealed");
  };
  return normalizeEntry({ newId: (prefix) => `${prefix}_1`, seal, maxDetailBytes }, entry(more), 1234.5);
};

describe("text that a client chose", () => {
  it("cannot forge a line of a log or a terminal's output (A36, A58)", () => {
    const record = normalize({
      clientName: "x\r\n2026 admin allowed",
      capabilityName: "\u001b[31mred",
      reason: "a\u0000b\u0085c\u2028d",
    });
    expect(record.clientName).toBe("x\ufffd\ufffd2026 admin allowed");
    expect(record.capabilityName).toBe("\ufffd[31mred");
    expect(record.reason).toBe("a\ufffdb\ufffdc\ufffdd");
  });

  it("cannot reverse the text around it (A38)", () => {
    expect(normalize({ clientName: "safe\u202egnp.exe" }).clientName).toBe("safe\ufffdgnp.exe");
  });

  it("is cut before it is too long for an index, even in the middle of a character (A34)", () => {
    const record = normalize({
      serverId: "😀".repeat(10_000),
      capabilityName: "n".repeat(1_000_000),
      determinedBy: ["r".repeat(9_000)],
    });
    expect(record.serverId?.length).toBe(256);
    expect(record.serverId?.isWellFormed()).toBe(true);
    expect(record.capabilityName?.length).toBe(512);
    expect(record.determinedBy?.length).toBe(2048);
  });

  it("with half a surrogate pair becomes text that the database stores as it is hashed", () => {
    expect(normalize({ reason: "a\ud800b" }).reason).toBe("a\ufffdb");
  });

  it("keeps letters, emoji and scripts of every kind", () => {
    const name = "Ünïcödé 你好 👩‍👩‍👧 می‌خواهم";
    expect(normalize({ clientName: name }).clientName).toBe(name);
  });
});

describe("a duration", () => {
  it.each([
    [undefined, null],
    [null, null],
    [Number.NaN, null],
    [-5, 0],
    [1.6, 2],
    [1e15, 0x7fffffff],
  ])("of %s becomes %s, which the column holds", (durationMicros, stored) => {
    expect(normalize({ durationMicros }).durationMicros).toBe(stored);
  });
});

describe("a detail", () => {
  it("is sealed to its record's place", () => {
    const record = normalize({ detail: { path: "/a" } });
    expect(sealed).toEqual([{ plaintext: '{"path":"/a"}', identity: "audit:wsp_1:aud_1" }]);
    expect(record.sealedDetail).toEqual(Buffer.from("sealed"));
  });

  it("that is missing is not sealed", () => {
    expect(normalize({}).sealedDetail).toBeNull();
    expect(sealed).toEqual([]);
  });

  it("above the limit is cut to its beginning, its size and its SHA-256 (A34)", () => {
    const detail = { text: "ü".repeat(5000) };
    normalize({ detail });
    const text = JSON.stringify(detail);
    expect(JSON.parse(sealed[0]?.plaintext ?? "")).toEqual({
      truncated: true,
      bytes: Buffer.byteLength(text),
      sha256: createHash("sha256").update(text).digest("hex"),
      preview: text.slice(0, 2048),
    });
  });

  it("is measured in bytes, and kept when it just fits", () => {
    const detail = "ü".repeat(499);
    normalize({ detail }, 1000);
    expect(sealed[0]?.plaintext).toBe(JSON.stringify(detail));
    normalize({ detail }, 999);
    expect(sealed[0]?.plaintext).toContain('"truncated":true');
  });

  it("that is not JSON is named, not thrown", () => {
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    for (const detail of [circular, 5n, () => 1]) {
      normalize({ detail });
      expect(JSON.parse(sealed[0]?.plaintext ?? "")).toMatchObject({ unserializable: true });
    }
  });
});
