import { CoreError } from "../../../errors.ts";
import { Pieces } from "../http/pieces.ts";
import { SpoolFile, type StoredBlock } from "./spool-file.ts";
import type { SpoolRoom } from "./spool-room.ts";

interface Block {
  length: number;
  /** Null: it is in the file. */
  bytes: Buffer | null;
  stored: StoredBlock | null;
}

/** What comes in smaller pieces is put together, so that no piece costs more than its bytes (A34). */
const BLOCK_BYTES = 32 * 1024;
/** So much stays in memory, so that a reader who keeps up never waits for the disk. */
const MEMORY_BYTES = 1024 * 1024;

export interface ByteSpoolOptions {
  directory: string;
  room: SpoolRoom;
  /** Hears whenever something was taken out or has reached the disk. */
  onRoom: () => void;
}

/** Bytes on their way from a server to whoever reads them: in memory, and on disk beyond a megabyte where they may. */
export class ByteSpool {
  /** Whether more than a little goes to the disk. */
  spills = true;
  /** What is held in memory, in bytes: waits for its reader, or for the disk. */
  inMemory = 0;
  readonly #options: ByteSpoolOptions;
  readonly #file: SpoolFile;
  readonly #blocks: Block[] = [];
  #last = new Pieces();
  #storing: Promise<void> = Promise.resolve();
  #onDisk = 0;
  #hasEnded = false;
  #isDisposed = false;
  #error: CoreError | null = null;
  #wake = (): void => {};

  constructor(options: ByteSpoolOptions) {
    this.#options = options;
    this.#file = new SpoolFile(options.directory);
  }

  write(bytes: Buffer): void {
    if (this.#isDisposed || this.#error) return;
    this.inMemory += bytes.length;
    if (bytes.length >= BLOCK_BYTES) {
      if (this.#last.length > 0) this.#cut();
      this.#add(bytes);
    } else {
      this.#last.push(bytes);
      if (this.#last.length >= BLOCK_BYTES) this.#cut();
    }
    this.#wake();
  }

  end(): void {
    this.#hasEnded = true;
    this.#wake();
  }

  /** What was written before is not read any more. */
  fail(error: CoreError): void {
    this.#error ??= error;
    this.#wake();
  }

  /** Null at the end. Rejects with what `fail` said. One reader at a time. */
  async read(): Promise<Buffer | null> {
    for (;;) {
      if (this.#error) throw this.#error;
      if (this.#blocks.length === 0 && this.#last.length > 0) this.#cut();
      const block = this.#blocks.shift();
      if (block) {
        const bytes = block.bytes ?? (await this.#load(block));
        if (block.bytes) this.inMemory -= block.length;
        block.bytes = null;
        this.#options.onRoom();
        return bytes;
      }
      if (this.#hasEnded) return null;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Lets go of everything, also on disk. */
  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    this.end();
    this.#blocks.length = 0;
    this.#last = new Pieces();
    this.inMemory = 0;
    void this.#storing.then(() => this.#file.close()).catch(() => {});
    this.#giveBack(this.#onDisk);
  }

  #giveBack(bytes: number): void {
    this.#options.room.giveBack(bytes);
    this.#onDisk -= bytes;
  }

  #cut(): void {
    this.#add(this.#last.toBuffer());
    this.#last = new Pieces();
  }

  #add(bytes: Buffer): void {
    const block: Block = { length: bytes.length, bytes, stored: null };
    this.#blocks.push(block);
    if (this.spills && this.inMemory > MEMORY_BYTES) this.#store(block, bytes);
  }

  #store(block: Block, bytes: Buffer): void {
    if (!this.#options.room.take(block.length, this.#onDisk)) return this.fail(noRoom());
    this.#onDisk += block.length;
    this.#storing = this.#storing.then(async () => {
      if (this.#isDisposed || this.#error) return;
      // It has been read meanwhile.
      if (block.bytes === null) return this.#giveBack(block.length);
      try {
        block.stored = await this.#file.store(bytes);
      } catch (error) {
        return this.fail(noRoom(error));
      }
      if (block.bytes) this.inMemory -= block.length;
      block.bytes = null;
      if (!this.#isDisposed) this.#options.onRoom();
    });
  }

  async #load({ stored }: Block): Promise<Buffer> {
    try {
      return await this.#file.load(stored as StoredBlock);
    } catch (error) {
      throw this.#error ?? noRoom(error);
    }
  }
}

const noRoom = (cause?: unknown): CoreError =>
  new CoreError(
    "server.busy",
    "Core has no room on its disk for another large answer at the moment. Try again in a while.",
    { cause, retryAfterSeconds: 10 },
  );
