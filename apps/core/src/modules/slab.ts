/** Something that a slab can hold; `slot` is the slab's. */
export interface Slotted {
  slot: number;
}

/**
 * A set of short-lived things, for what is entered and left with every call. Not a Set: each time a Set under steady
 * traffic grows out of its table, the dead table points to the next one and keeps finished things alive through minor
 * collections.
 */
export class Slab<T extends Slotted> {
  readonly #slots: (T | null)[] = [];
  readonly #free: number[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(item: T): void {
    const slot = this.#free.pop() ?? this.#slots.length;
    this.#slots[slot] = item;
    item.slot = slot;
    this.#size++;
  }

  /** Does nothing for what is not in it. */
  remove(item: T): void {
    if (this.#slots[item.slot] !== item) return;
    this.#slots[item.slot] = null;
    this.#free.push(item.slot);
    this.#size--;
  }

  forEach(visit: (item: T) => void): void {
    for (const item of this.#slots) if (item !== null) visit(item);
  }
}
