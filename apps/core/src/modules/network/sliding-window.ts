/** Whole seconds that a window holds: the current one and the sixty before it. */
const SLOTS = 61;

/**
 * Counts in slots of a second. INVARIANT: what is counted in the current second and the sixty before it includes
 * everything of the last sixty seconds, so that no interval of that length holds more than the limit, however it lies.
 */
export class SlidingWindow {
  readonly #slots = new Uint32Array(SLOTS);
  #second = 0;
  #total = 0;

  /** How many were counted within the window that ends at `now`. */
  used(now: number): number {
    this.#advance(Math.floor(now / 1000));
    return this.#total;
  }

  add(now: number, count: number): void {
    this.#advance(Math.floor(now / 1000));
    const slot = this.#second % SLOTS;
    this.#slots[slot] = (this.#slots[slot] ?? 0) + count;
    this.#total += count;
  }

  /** Seconds from the last `used` or `add` until no more than `most` are counted, if nothing is added. */
  secondsUntil(most: number): number {
    let left = this.#total;
    if (left <= most) return 0;
    for (let age = SLOTS - 1; age >= 0; age--) {
      left -= this.#slots[(this.#second - age + SLOTS) % SLOTS] ?? 0;
      if (left <= most) return SLOTS - age;
    }
    return SLOTS;
  }

  /** Seconds until the oldest that is counted leaves; 0 when nothing is. */
  secondsUntilRoom(): number {
    return this.#total === 0 ? 0 : this.secondsUntil(this.#total - 1);
  }

  #advance(second: number): void {
    const passed = second - this.#second;
    // A clock that is corrected by a little stands still here; one that was set back must not keep old counts for long.
    if (passed <= 0 && passed > -SLOTS) return;
    if (passed >= SLOTS || passed < 0) {
      this.#slots.fill(0);
      this.#total = 0;
    } else {
      for (let next = this.#second + 1; next <= second; next++) {
        const slot = next % SLOTS;
        this.#total -= this.#slots[slot] ?? 0;
        this.#slots[slot] = 0;
      }
    }
    this.#second = second;
  }
}
