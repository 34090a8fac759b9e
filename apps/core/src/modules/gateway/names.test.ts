import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseNamesMode, wireName } from "./names.ts";

const serverId = fc.stringMatching(/^[a-z][a-z0-9-]{0,39}$/);

describe("wireName", () => {
  it("keeps a name that every model API takes", () => {
    expect(wireName("files", "read_file")).toBe("files__read_file");
    expect(wireName("files", "_private")).toBe("files___private");
  });

  it("replaces what they do not take and adds a hash, so that two such names differ (A32)", () => {
    expect(wireName("crm", "user.get")).toMatch(/^crm__user_get_[0-9a-f]{8}$/);
    expect(wireName("crm", "user.get")).not.toBe(wireName("crm", "user get"));
    expect(wireName("crm", "\u0430dmin")).not.toBe(wireName("crm", "admin"));
  });

  it("cuts what is too long and adds a hash (A32)", () => {
    const name = "n".repeat(100);
    expect(wireName("files", name)).toHaveLength(64);
    expect(wireName("files", `${name}1`)).not.toBe(wireName("files", `${name}2`));
  });

  it("law: at most 64 letters, digits, _ and -, the same every time, and split by the first __", () => {
    fc.assert(
      fc.property(serverId, fc.string({ minLength: 1, maxLength: 200, unit: "grapheme" }), (id, name) => {
        const wire = wireName(id, name);
        expect(wire).toMatch(/^[A-Za-z0-9_-]{1,64}$/);
        expect(wire.slice(0, wire.indexOf("__"))).toBe(id);
        expect(wireName(id, name)).toBe(wire);
      }),
    );
  });
});

it("knows three modes and no other", () => {
  expect([null, "", "wire", "canonical", "plain", "other"].map(parseNamesMode)).toEqual([
    "wire",
    "wire",
    "wire",
    "canonical",
    "plain",
    undefined,
  ]);
});
