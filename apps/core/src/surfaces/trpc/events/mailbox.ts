/**
 * What a reader still has to be told, each thing once: however slowly it reads, nothing piles up (A35).
 */
export class Mailbox<T> {
  readonly #waiting = new Set<T>();
  #isEnded = false;
  #error: Error | null = null;
  #wake = (): void => {};

  put(item: T): void {
    if (this.#isEnded) return;
    this.#waiting.add(item);
    this.#wake();
  }

  /** The reader is told nothing more. @param error what it gets to hear instead */
  end(error: Error | null = null): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#error = error;
    this.#waiting.clear();
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    for (;;) {
      if (this.#error) throw this.#error;
      if (this.#isEnded) return;
      const [first] = this.#waiting;
      if (first === undefined) {
        await new Promise<void>((resolve) => (this.#wake = resolve));
        continue;
      }
      this.#waiting.delete(first);
      yield first;
    }
  }
}
