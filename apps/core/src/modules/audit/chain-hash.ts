import { hash } from "node:crypto";
import { writeAscii } from "../write-ascii.ts";
import type { ChainedRecord, ChainHead } from "./audit-record.ts";

const RECORD_TAG = "peta-audit-record-1";
const HEAD_TAG = "peta-audit-head-1";
const NULL_FIELD = 0;
const VALUE_FIELD = 1;

/** What stands before the first record of a chain. */
export const GENESIS_HASH: Uint8Array = new Uint8Array(32);

const BLOCK_BYTES = 64;
const DIGEST_BYTES = 32;

/** A block of SHA-256 with the key in it, the rest zero, every byte changed by `pad`. */
const padded = (key: Uint8Array, pad: number): Buffer => {
  const block = Buffer.alloc(BLOCK_BYTES, pad);
  for (const [at, byte] of key.entries()) block[at] = byte ^ pad;
  return block;
};

/** Fields are written as a mark (0 null, 1 value), the length in four bytes and the bytes: no two records look alike. */
function createFieldWriter(prefix: Uint8Array) {
  let bytes = Buffer.alloc(4096);
  bytes.set(prefix);
  let end = 0;
  const reserve = (count: number) => {
    if (end + count <= bytes.length) return;
    const larger = Buffer.allocUnsafe((end + count) * 2);
    bytes.copy(larger, 0, 0, end);
    bytes = larger;
  };
  return {
    start() {
      end = prefix.length;
    },
    text(value: string | null) {
      // UTF-8 takes at most three bytes for each UTF-16 unit.
      reserve(5 + (value?.length ?? 0) * 3);
      if (value === null) {
        bytes[end++] = NULL_FIELD;
        return;
      }
      bytes[end] = VALUE_FIELD;
      const length = writeAscii(bytes, end + 5, value) ?? bytes.write(value, end + 5);
      bytes.writeUInt32BE(length, end + 1);
      end += 5 + length;
    },
    number(value: number | null) {
      this.text(value === null ? null : String(value));
    },
    bytes(value: Uint8Array | null) {
      reserve(5 + (value?.length ?? 0));
      bytes[end++] = value === null ? NULL_FIELD : VALUE_FIELD;
      if (value === null) return;
      bytes.writeUInt32BE(value.length, end);
      bytes.set(value, end + 4);
      end += 4 + value.length;
    },
    written: () => bytes.subarray(0, end),
  };
}

/**
 * Hashes of records and signatures of chain ends, keyed so that whoever can only write to the database cannot make them.
 * @param key 32 bytes, for this purpose alone
 */
export function createChainHasher(key: Uint8Array) {
  // HMAC-SHA-256 (RFC 2104) of two hashes at one stroke each: half the cost of an Hmac object for every record.
  const fields = createFieldWriter(padded(key, 0x36));
  const outer = Buffer.concat([padded(key, 0x5c), Buffer.alloc(DIGEST_BYTES)]);
  const digest = (): Buffer => {
    outer.write(hash("sha256", fields.written(), "binary"), BLOCK_BYTES, "binary");
    return Buffer.from(hash("sha256", outer, "binary"), "binary");
  };
  return {
    /** Covers the chain before it and every stored column. */
    hashRecord(record: Omit<ChainedRecord, "hash">): Buffer {
      fields.start();
      fields.text(RECORD_TAG);
      fields.bytes(record.previousHash);
      fields.text(record.workspaceId);
      fields.text(record.writerId);
      fields.number(record.sequence);
      fields.text(record.id);
      fields.number(record.occurredAt);
      fields.text(record.action);
      fields.text(record.outcome);
      fields.text(record.principalId);
      fields.text(record.principalHandle);
      fields.text(record.channel);
      fields.text(record.clientName);
      fields.text(record.clientVersion);
      fields.text(record.ipAddress);
      fields.text(record.sessionId);
      fields.text(record.requestId);
      fields.text(record.serverId);
      fields.text(record.capabilityKind);
      fields.text(record.capabilityName);
      fields.text(record.decision);
      fields.text(record.determinedBy);
      fields.text(record.reason);
      fields.text(record.errorCode);
      fields.number(record.durationMicros);
      fields.bytes(record.sealedDetail);
      return digest();
    },
    signHead(head: Omit<ChainHead, "signature">): Buffer {
      fields.start();
      fields.text(HEAD_TAG);
      fields.text(head.workspaceId);
      fields.text(head.writerId);
      fields.number(head.sequence);
      fields.bytes(head.hash);
      return digest();
    },
  };
}

export type ChainHasher = ReturnType<typeof createChainHasher>;
