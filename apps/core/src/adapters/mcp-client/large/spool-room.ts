/** The room on disk that all large answers of one Core share. */
export class SpoolRoom {
  #left: number;

  /** @param bytes in all */
  constructor(bytes: number) {
    this.#left = bytes;
  }

  /**
   * False: there is no room for so much more. No answer takes more than it leaves to the others, so that many of one
   * principal do not keep out everybody else's (A35).
   * @param held what it has taken before
   */
  take(bytes: number, held: number): boolean {
    if (held + bytes > this.#left - bytes) return false;
    this.#left -= bytes;
    return true;
  }

  giveBack(bytes: number): void {
    this.#left += bytes;
  }
}
