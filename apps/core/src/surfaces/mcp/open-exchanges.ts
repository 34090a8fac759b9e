import type { Exchange } from "./exchange.ts";

/**
 * The requests that are open now. A slab of slots, not a Set: each time a Set under steady traffic grows out of its
 * table, the dead table points to the next one and keeps finished requests alive through minor collections.
 */
export class OpenExchanges {
  readonly #slots: (Exchange | null)[] = [];
  readonly #free: number[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(exchange: Exchange): void {
    const slot = this.#free.pop() ?? this.#slots.length;
    this.#slots[slot] = exchange;
    exchange.slot = slot;
    this.#size++;
  }

  remove(exchange: Exchange): void {
    if (this.#slots[exchange.slot] !== exchange) return;
    this.#slots[exchange.slot] = null;
    this.#free.push(exchange.slot);
    this.#size--;
  }

  forEach(visit: (exchange: Exchange) => void): void {
    for (const exchange of this.#slots) if (exchange !== null) visit(exchange);
  }
}
