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

const BLOCK_BYTES = 256 * 1024;
/** Blocks that stay in memory, so that a reader who keeps up never waits for the disk. */
const IN_MEMORY = 4;

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
    this.#last.push(bytes);
    this.inMemory += bytes.length;
    if (this.#last.length >= BLOCK_BYTES) this.#cut();
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
    this.#blocks.length = 0;
    this.#last = new Pieces();
    this.inMemory = 0;
    void this.#storing.then(() => this.#file.close()).catch(() => {});
    this.#options.room.giveBack(this.#onDisk);
    this.#onDisk = 0;
  }

  #cut(): void {
    const block: Block = { length: this.#last.length, bytes: this.#last.toBuffer(), stored: null };
    this.#last = new Pieces();
    this.#blocks.push(block);
    if (this.spills && this.#blocks.length > IN_MEMORY) this.#store(block, block.bytes as Buffer);
  }

  #store(block: Block, bytes: Buffer): void {
    if (!this.#options.room.take(block.length)) return this.fail(noRoom());
    this.#onDisk += block.length;
    this.#storing = this.#storing.then(async () => {
      if (this.#isDisposed || this.#error) return;
      try {
        block.stored = await this.#file.store(bytes);
      } catch (error) {
        return this.fail(noRoom(error));
      }
      // It may have been read meanwhile.
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
