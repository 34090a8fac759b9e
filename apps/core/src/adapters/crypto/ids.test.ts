import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { TestClock } from "../clock.ts";
import { equalSecrets } from "./constant-time.ts";
import { createIdMaker, hashToken, newId, newToken } from "./ids.ts";

describe("ids", () => {
  it("carry their prefix and at least 16 characters", () => {
    expect(newId("prn")).toMatch(/^prn_[0-9a-hjkmnp-tv-z]{30}$/);
  });

  it("sort by the time they were made", () => {
    const clock = new TestClock();
    const make = createIdMaker(clock);
    const ids = Array.from({ length: 200 }, () => {
      clock.advance(1);
      return make("aud");
    });
    expect(ids.toSorted()).toEqual(ids);
  });

  it("do not repeat within a millisecond", () => {
    const make = createIdMaker(new TestClock());
    expect(new Set(Array.from({ length: 10_000 }, () => make("x"))).size).toBe(10_000);
  });
});

describe("tokens", () => {
  it("hold 256 random bits", () => {
    const token = newToken();
    expect(token).toMatch(/^peta_[A-Za-z0-9_-]{43}$/);
    expect(Buffer.from(token.slice(5), "base64url")).toHaveLength(32);
    expect(newToken()).not.toBe(token);
  });

  it("are stored as SHA-256 in hex", () => {
    expect(hashToken("peta_x")).toBe(createHash("sha256").update("peta_x").digest("hex"));
  });
});

describe("equalSecrets", () => {
  it("tells equal from different, of any length", () => {
    expect(equalSecrets("abc", "abc")).toBe(true);
    expect(equalSecrets("abc", Buffer.from("abc"))).toBe(true);
    for (const other of ["abd", "ab", "", "abcd"]) expect(equalSecrets("abc", other)).toBe(false);
  });
});
