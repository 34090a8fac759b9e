import { LRUCache } from "lru-cache";

/**
 * A map of a most size: the least recently used is the first out. Its room grows with what is in it; with the library's
 * `max`, the tables of 100,000 places are there from the start, and most installations never fill a hundredth of them.
 */
export const createBounded = <Value extends object | number>(most: number): LRUCache<string, Value> =>
  new LRUCache({ maxSize: most, sizeCalculation: () => 1 });
