import { pbkdf2, webcrypto } from "node:crypto";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { openLegacyEnvelope } from "./legacy-envelope.ts";

const TOKEN = "5e1f".repeat(32);
// Known answers of another implementation (pyca/cryptography): salt 00..0f, nonce 00..0b; salt ff.., nonce 00...
const LAUNCH = {
  data: "Q/2fcotqLz5T19/ElMsS8mIWgogQIkoRduwTY7MZT1lXoJJ3YEo4Iurby4pXtjhSDYyMOFSr+Ln1zB8Ht2Y=",
  iv: "AAECAwQFBgcICQoL",
  salt: "AAECAwQFBgcICQoLDA0ODw==",
  tag: "0yfOWnO3ZPY2YuqzMygvug==",
};
const TEXT = {
  data: "jXsSWDCBFNmNM2uLs/hndv8vkw==",
  iv: "AAAAAAAAAAAAAAAA",
  salt: "/////////////////////w==",
  tag: "v+1r+BRSec4XsdowuReSYw==",
};

describe("values that clients of the legacy wires encrypt with a token", () => {
  test("known answers open", async () => {
    expect(await openLegacyEnvelope(JSON.stringify(LAUNCH), TOKEN)).toBe(
      '{"command":"npx","args":["-y","notes"],"env":{"KEY":"s3cret"}}',
    );
    expect(await openLegacyEnvelope(JSON.stringify(TEXT), "ümläut token")).toBe("Zoë paßt auf 😀");
  });

  test("what a browser's WebCrypto seals opens", async () => {
    const salt = webcrypto.getRandomValues(new Uint8Array(16));
    const iv = webcrypto.getRandomValues(new Uint8Array(12));
    const secret = await webcrypto.subtle.importKey("raw", new TextEncoder().encode(TOKEN), "PBKDF2", false, [
      "deriveKey",
    ]);
    const key = await webcrypto.subtle.deriveKey(
      { name: "PBKDF2", hash: "SHA-256", iterations: 100_000, salt },
      secret,
      { name: "AES-GCM", length: 256 },
      false,
      ["encrypt"],
    );
    const sealed = Buffer.from(
      await webcrypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode("from a browser")),
    );
    const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
    const envelope = {
      data: base64(sealed.subarray(0, -16)),
      iv: base64(iv),
      salt: base64(salt),
      tag: base64(sealed.subarray(-16)),
    };
    expect(await openLegacyEnvelope(JSON.stringify(envelope), TOKEN)).toBe("from a browser");
  });

  test("they are opened one after the other, so that signing in does not wait for a script of many", async () => {
    const finished: string[] = [];
    const many = Array.from({ length: 12 }, () => openLegacyEnvelope(JSON.stringify(TEXT), "ümläut token"));
    const all = Promise.all(many).then(() => finished.push("envelopes"));
    await promisify(pbkdf2)("password", "salt", 100_000, 32, "sha256").then(() => finished.push("sign-in"));
    await all;
    expect(finished).toEqual(["sign-in", "envelopes"]);
  });

  test.each([
    ["another token", JSON.stringify(LAUNCH), "5e1e".repeat(32)],
    ["a tag appended to the data", JSON.stringify({ ...LAUNCH, data: `${LAUNCH.data.replace(/=+$/, "")}AAAA` }), TOKEN],
    ["no tag", JSON.stringify({ ...LAUNCH, tag: "" }), TOKEN],
    ["a short tag", JSON.stringify({ ...LAUNCH, tag: LAUNCH.tag.slice(0, 16) }), TOKEN],
    ["another nonce", JSON.stringify({ ...LAUNCH, iv: TEXT.iv }), TOKEN],
    ["no base64", JSON.stringify({ ...LAUNCH, data: "%%" }), TOKEN],
    ["no JSON", '{"command":"npx","env":{"KEY":"s3cret"}', TOKEN],
    ["a configuration in the clear", '{"command":"npx","env":{"KEY":"s3cret"}}', TOKEN],
  ])("%s is refused, and nothing of it is repeated", async (_what, text, token) => {
    const error: unknown = await openLegacyEnvelope(text, token).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ code: "input.invalid" });
    expect((error as Error).message).not.toMatch(/s3cret|5e1f/);
  });
});
