/** The room on disk that all large answers of one Core share. */
export class SpoolRoom {
  #left: number;

  /** @param bytes in all */
  constructor(bytes: number) {
    this.#left = bytes;
  }

  /** False: there is no room for so much more. */
  take(bytes: number): boolean {
    if (bytes > this.#left) return false;
    this.#left -= bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#left += bytes;
  }
}
