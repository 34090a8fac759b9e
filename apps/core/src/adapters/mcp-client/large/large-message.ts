import { CoreError } from "../../../errors.ts";
import type { AnswerPart, LargeAnswer } from "../../../modules/servers/large-answer.ts";
import type { HearTraffic } from "../../../modules/servers/server-log.ts";
import type { Clock } from "../../clock.ts";
import { AnswerReader } from "./answer-reader.ts";
import { ByteSpool } from "./byte-spool.ts";
import { JsonError } from "./json-grammar.ts";
import { noAnswer, tooLarge, tooLargeWhole, tooSlow } from "./large-errors.ts";
import type { LargeSettings } from "./large-settings.ts";

/** Where the bytes come from: it can be kept waiting. */
export interface Flow {
  pause(): void;
  resume(): void;
}

/** What becomes of an answer once its id is known: somebody takes it, wants it whole, or nobody has asked for it. */
export type Route = "taken" | "whole" | "unmatched";

export interface LargeMessageOptions {
  clock: Clock;
  settings: LargeSettings;
  flow: Flow;
  /** Others wait for what comes behind it on the same line: a slow reader must not keep them waiting. */
  isShared: boolean;
  /** The most bytes that it may have. */
  maxBytes: number;
  /** The most that it may have where somebody wants it whole. */
  maxWholeBytes: number;
  /** Hears of it once, at its end. */
  onTraffic?: HearTraffic | undefined;
  /** Hears the id. Called once, before anybody reads. */
  route(id: unknown, answer: LargeAnswer): Route;
  /** Hears of the text of an answer that somebody wants whole after all. */
  whole(text: Buffer, id: unknown): void;
  /** It came to nothing, and nobody reads it who would hear of that. @param id undefined: it is not known */
  lost(error: CoreError, id: unknown): void;
  /** Nobody wants the rest of it; there is a rest. */
  cancelled(): void;
}

/**
 * One message of a server that is too large to be kept, while it arrives. INVARIANT: nobody gets a byte of it before its
 * id is known and is theirs (A21); where the id comes last, it waits on disk until then.
 */
export class LargeMessage implements LargeAnswer {
  readonly over: Promise<void>;
  readonly #options: LargeMessageOptions;
  readonly #spool: ByteSpool;
  /** Looks for the id. */
  readonly #probe = new AnswerReader();
  /** Null: the id is not known yet. */
  #routed: Route | null = null;
  readonly #reader = new AnswerReader();
  #received = 0;
  #hasEnded = false;
  #isOver = false;
  #error: CoreError | null = null;
  #isPaused = false;
  #touchedAt: number;
  readonly #beganAt: number;
  #cancelWatch = (): void => {};
  #settleOver!: () => void;

  constructor(options: LargeMessageOptions) {
    const { clock, settings } = options;
    this.#options = options;
    this.over = new Promise((resolve) => (this.#settleOver = resolve));
    this.#spool = new ByteSpool({ ...settings, onRoom: () => this.#regulate() });
    this.#beganAt = this.#touchedAt = clock.now();
  }

  /** Bytes of it that are in memory now, beside the part that its reader has in hand. */
  get inMemory(): number {
    return this.#spool.inMemory;
  }

  /** @param head what has come so far. False: it is none of those; nothing has happened */
  begin(head: Buffer): boolean {
    try {
      this.#probe.push(head);
    } catch (error) {
      if (error instanceof JsonError) return false;
      throw error;
    }
    if (!this.#probe.isResult) return false;
    this.#received = head.length;
    this.#spool.write(head);
    if (this.#probe.hasId) this.#route();
    // Where nobody else waits, a slow reader slows down the server and needs no disk.
    this.#spool.spills = this.#options.isShared || this.#routed === null;
    if (this.#routed === "whole") this.#spool.dispose();
    else if (!this.#isOver) this.#watch();
    return this.#routed !== "whole";
  }

  push(chunk: Buffer): void {
    if (this.#isOver) return;
    this.#touchedAt = this.#options.clock.now();
    this.#received += chunk.length;
    this.#spool.write(chunk);
    if (this.#routed === null) this.#lookForId(chunk);
    const { maxBytes, maxWholeBytes } = this.#options;
    if (this.#routed === "whole" && this.#received > maxWholeBytes) this.fail(tooLargeWhole(maxWholeBytes));
    else if (this.#received > maxBytes) this.fail(tooLarge(maxBytes));
    this.#regulate();
  }

  /** The server has said it whole. */
  end(): void {
    if (this.#isOver) return;
    this.#hasEnded = true;
    if (this.#routed === null) return this.fail(noAnswer(new JsonError("it has no id")));
    this.#spool.end();
    // Whatever is still unread, the server has nobody to wait for any more.
    this.#regulate();
  }

  /** The connection broke before its end. */
  broke(error: CoreError): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.fail(error);
  }

  /** It is not read to its end. */
  fail(error: CoreError): void {
    if (this.#isOver) return;
    this.#error ??= error;
    this.#spool.fail(error);
    this.#finish();
    if (!this.#hasEnded) this.#options.cancelled();
    if (this.#routed !== "taken") this.#options.lost(error, this.#probe.id);
  }

  cancel(why = new CoreError("request.cancelled", "The request was cancelled.")): void {
    this.fail(why);
  }

  async next(): Promise<readonly AnswerPart[] | null> {
    for (;;) {
      if (this.#error) throw this.#error;
      if (this.#isOver) return null;
      this.#touchedAt = this.#options.clock.now();
      try {
        const bytes = await this.#spool.read();
        this.#touchedAt = this.#options.clock.now();
        if (bytes === null) {
          this.#reader.finish();
          this.#finish();
          return null;
        }
        this.#options.settings.onPassed(bytes.length);
        const parts = this.#reader.push(bytes);
        if (parts.length > 0) return parts;
      } catch (error) {
        this.fail(error instanceof CoreError ? error : noAnswer(error));
        throw this.#error ?? error;
      }
    }
  }

  #route(): void {
    this.#routed = this.#options.route(this.#probe.id, this);
    if (this.#routed === "unmatched") this.#finish();
  }

  #lookForId(chunk: Buffer): void {
    try {
      this.#probe.push(chunk);
    } catch (error) {
      return this.fail(noAnswer(error));
    }
    if (!this.#probe.hasId) return;
    this.#route();
    if (this.#routed === "whole") void this.#readWhole();
  }

  async #readWhole(): Promise<void> {
    const parts: Buffer[] = [];
    try {
      for (let bytes = await this.#spool.read(); bytes !== null; bytes = await this.#spool.read()) parts.push(bytes);
    } catch (error) {
      return this.fail(error as CoreError);
    }
    this.#finish();
    this.#options.whole(Buffer.concat(parts), this.#probe.id);
  }

  #finish(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#cancelWatch();
    this.#spool.dispose();
    if (this.#isPaused) this.#options.flow.resume();
    this.#isPaused = false;
    // What is put together again is heard of as any other message.
    if (this.#probe.hasId && this.#routed !== "whole")
      this.#options.onTraffic?.("received", { id: this.#probe.id }, this.#received);
    this.#settleOver();
  }

  /** Has the server wait for whoever is slower, and go on. */
  #regulate(): void {
    const { settings, flow } = this.#options;
    const { spills, inMemory } = this.#spool;
    const bound = spills ? settings.unwrittenBytes : settings.unreadBytes;
    const isFull = !this.#isOver && !this.#hasEnded && inMemory > (this.#isPaused ? bound / 2 : bound);
    if (isFull === this.#isPaused) return;
    this.#isPaused = isFull;
    if (isFull) flow.pause();
    else flow.resume();
  }

  #watch(): void {
    const { clock, settings } = this.#options;
    const now = clock.now();
    const left = Math.min(this.#touchedAt + settings.stallMs, this.#beganAt + settings.totalMs) - now;
    if (left > 0) this.#cancelWatch = clock.after(left, () => this.#watch());
    else this.fail(tooSlow(settings));
  }
}
