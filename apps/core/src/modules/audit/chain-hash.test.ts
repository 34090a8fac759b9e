import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createChainHasher } from "./chain-hash.ts";

const field = (value: string | Uint8Array): Buffer => {
  const bytes = Buffer.from(value as string);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([Buffer.of(1), length, bytes]);
};

test("a chain's end is signed with the HMAC-SHA-256 of Node over its fields, whatever their length", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      fc.record({
        workspaceId: fc.string({ unit: "binary", maxLength: 3000 }),
        writerId: fc.string(),
        sequence: fc.nat(),
        hash: fc.uint8Array({ maxLength: 5000 }),
      }),
      (key, head) => {
        const { workspaceId, writerId, sequence, hash } = head;
        const bytes = ["peta-audit-head-1", workspaceId, writerId, String(sequence), hash].map(field);
        const expected = createHmac("sha256", key).update(Buffer.concat(bytes)).digest();
        const hasher = createChainHasher(key);
        expect(hasher.signHead(head)).toEqual(expected);
        expect(hasher.signHead(head)).toEqual(expected);
      },
    ),
    { numRuns: 30 },
  );
});
