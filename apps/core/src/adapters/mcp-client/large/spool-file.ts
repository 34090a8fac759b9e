import { createCipheriv, createDecipheriv, randomBytes, randomUUID } from "node:crypto";
import { type FileHandle, open, unlink } from "node:fs/promises";
import path from "node:path";

/** Where a block lies in the file, and what proves that it is still the same. */
export interface StoredBlock {
  position: number;
  length: number;
  tag: Buffer;
}

const ALGORITHM = "aes-256-gcm";

/**
 * A file without a name, for what waits a moment: it is gone with the process, whatever ends that. Sealed with a key that is
 * nowhere else than in memory.
 */
export class SpoolFile {
  readonly #directory: string;
  readonly #key = randomBytes(32);
  #handle: FileHandle | null = null;
  #length = 0;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** One after the other: blocks of one file are not stored at the same time. */
  async store(bytes: Buffer): Promise<StoredBlock> {
    const position = this.#length;
    this.#length += bytes.length;
    const cipher = createCipheriv(ALGORITHM, this.#key, nonceOf(position));
    const sealed = cipher.update(bytes);
    cipher.final();
    this.#handle ??= await this.#open();
    for (let done = 0; done < sealed.length; ) {
      const { bytesWritten } = await this.#handle.write(sealed, done, sealed.length - done, position + done);
      done += bytesWritten;
    }
    return { position, length: bytes.length, tag: cipher.getAuthTag() };
  }

  async load({ position, length, tag }: StoredBlock): Promise<Buffer> {
    const sealed = Buffer.allocUnsafe(length);
    for (let done = 0; done < length; ) {
      const { bytesRead } = (await this.#handle?.read(sealed, done, length - done, position + done)) ?? {
        bytesRead: 0,
      };
      if (bytesRead === 0) throw new Error("the file ends before the block does");
      done += bytesRead;
    }
    const decipher = createDecipheriv(ALGORITHM, this.#key, nonceOf(position)).setAuthTag(tag);
    const bytes = decipher.update(sealed);
    decipher.final();
    return bytes;
  }

  async close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = null;
    await handle?.close();
  }

  async #open(): Promise<FileHandle> {
    const name = path.join(this.#directory, `.peta-answer-${randomUUID()}`);
    const handle = await open(name, "wx+", 0o600);
    try {
      await unlink(name);
      return handle;
    } catch (error) {
      // INVARIANT: nothing is written to a file that somebody can find.
      await handle.close();
      throw error;
    }
  }
}

/** INVARIANT: a key is used once for each position, since every block has a place of its own. */
function nonceOf(position: number): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(position), 4);
  return nonce;
}
