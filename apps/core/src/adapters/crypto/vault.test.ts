import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CoreError } from "../../errors.ts";
import { HEADER_BYTES, KEY_ID_BYTES, NONCE_BYTES, OVERHEAD_BYTES } from "./envelope.ts";
import { createVault } from "./vault.ts";

const rootKey = randomBytes(32);
const vault = createVault(rootKey);

const codeOf = (act: () => unknown): string => {
  try {
    act();
  } catch (error) {
    return error instanceof CoreError ? error.code : `not a CoreError: ${String(error)}`;
  }
  return "nothing was refused";
};

const sealers = { "a record's own key": vault.seal, "a shared key": vault.createBatchSealer() };

describe.each(Object.entries(sealers))("a value sealed under %s", (_name, seal) => {
  it("opens to the same text, whatever it holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 2000 }), fc.string(), (plaintext, identity) => {
        expect(vault.open(seal(plaintext, identity), identity)).toBe(plaintext.toWellFormed());
      }),
    );
  });

  it("does not open for another row, so a value moved between rows is refused", () => {
    const sealed = seal("secret", "server:1:launch");
    expect(codeOf(() => vault.open(sealed, "server:2:launch"))).toBe("vault.unreadable");
    expect(codeOf(() => vault.open(sealed, ""))).toBe("vault.unreadable");
  });

  it("does not open when any single bit is flipped", () => {
    const sealed = seal("a secret of some length", "row:1");
    fc.assert(
      fc.property(fc.nat(sealed.length * 8 - 1), (bit) => {
        const changed = Uint8Array.from(sealed);
        changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        expect(codeOf(() => vault.open(changed, "row:1"))).toBe("vault.unreadable");
      }),
      { numRuns: 500 },
    );
  });

  it("does not open when it is cut anywhere", () => {
    const sealed = seal("secret", "row:1");
    for (let length = 0; length < sealed.length; length++) {
      expect(codeOf(() => vault.open(sealed.subarray(0, length), "row:1"))).toBe("vault.unreadable");
    }
  });

  it("does not open with another master key, and the error says so without showing either (A59)", () => {
    const other = createVault(randomBytes(32));
    const sealed = seal("canary-plaintext", "row:1");
    expect(() => other.open(sealed, "row:1")).toThrow("belongs to another master key");
    expect(() => other.open(sealed, "row:1")).not.toThrow("canary-plaintext");
  });

  it("shows nothing of the text and differs each time", () => {
    const first = Buffer.from(seal("canary-plaintext", "row:1"));
    expect(first.includes("canary")).toBe(false);
    expect(first.equals(Buffer.from(seal("canary-plaintext", "row:1")))).toBe(false);
    expect(first.length).toBe("canary-plaintext".length + OVERHEAD_BYTES);
  });
});

describe("createVault", () => {
  it("refuses a root key of another length", () => {
    for (const length of [0, 16, 31, 33, 64])
      expect(codeOf(() => createVault(randomBytes(length)))).toBe("vault.unreadable");
  });

  it("keeps its own copy of the root key", () => {
    const key = randomBytes(32);
    const copied = createVault(key);
    const sealed = copied.seal("text", "row");
    key.fill(0);
    expect(copied.open(copied.seal("text", "row"), "row")).toBe("text");
    expect(copied.open(sealed, "row")).toBe("text");
  });

  it("opens what another instance with the same key sealed", () => {
    expect(createVault(rootKey).open(vault.seal("text", "row"), "row")).toBe("text");
  });

  it("derives a key of 32 bytes for each purpose, the same every time", () => {
    expect(vault.deriveKey("audit-chain")).toHaveLength(32);
    expect(vault.deriveKey("audit-chain")).toEqual(createVault(rootKey).deriveKey("audit-chain"));
    expect(vault.deriveKey("audit-chain")).not.toEqual(vault.deriveKey("cookies"));
    expect(vault.deriveKey("audit-chain")).not.toEqual(createVault(randomBytes(32)).deriveKey("audit-chain"));
  });
});

describe("the batch sealer", () => {
  const headerOf = (sealed: Uint8Array) => Buffer.from(sealed.subarray(0, HEADER_BYTES)).toString("hex");
  const nonceOf = (sealed: Uint8Array) =>
    Buffer.from(sealed.subarray(HEADER_BYTES, HEADER_BYTES + NONCE_BYTES)).toString("hex");

  it("takes a fresh data key after a number of records and never repeats a nonce under one key", () => {
    const seal = createVault(rootKey, { rotateBatchKeyAfter: 10 }).createBatchSealer();
    const sealed = Array.from({ length: 35 }, (_, n) => seal(`text ${n}`, `row:${n}`));
    expect(new Set(sealed.map(headerOf)).size).toBe(4);
    expect(new Set(sealed.map((one) => headerOf(one) + nonceOf(one))).size).toBe(35);
    for (const [n, one] of sealed.entries()) expect(vault.open(one, `row:${n}`)).toBe(`text ${n}`);
  });

  it("uses another data key than every other sealer", () => {
    expect(headerOf(vault.createBatchSealer()("a", "b"))).not.toBe(headerOf(vault.createBatchSealer()("a", "b")));
  });

  it("cannot have its shared data key reused for another record by swapping headers", () => {
    const seal = createVault(rootKey, { rotateBatchKeyAfter: 1 }).createBatchSealer();
    const [first, second] = [Buffer.from(seal("one", "row")), Buffer.from(seal("two", "row"))];
    const swapped = Buffer.concat([first.subarray(0, HEADER_BYTES), second.subarray(HEADER_BYTES)]);
    expect(codeOf(() => vault.open(swapped, "row"))).toBe("vault.unreadable");
  });

  it("names the root key in the header, so that a rotation can tell what is still to be wrapped anew", () => {
    const keyId = (sealed: Uint8Array) => Buffer.from(sealed.subarray(1, 1 + KEY_ID_BYTES)).toString("hex");
    expect(keyId(vault.createBatchSealer()("a", "b"))).toBe(keyId(vault.seal("a", "b")));
    expect(keyId(createVault(randomBytes(32)).seal("a", "b"))).not.toBe(keyId(vault.seal("a", "b")));
  });
});
