/**
 * Writes what comes in together: at once when nothing is being written, otherwise with everything else that came in
 * meanwhile. The promise of an item settles with its batch.
 */
export function createBatchWrites<T>(write: (items: T[]) => Promise<void>) {
  let waiting: T[] = [];
  let next: Promise<void> | null = null;
  let current: Promise<void> = Promise.resolve();
  return {
    add(item: T): Promise<void> {
      waiting.push(item);
      next ??= current
        .catch(() => {})
        .then(() => {
          const items = waiting;
          waiting = [];
          next = null;
          return (current = write(items));
        });
      return next;
    },
    /** Resolves when everything that came in is written, or could not be. */
    idle: (): Promise<void> => (next ?? current).catch(() => {}),
  };
}
