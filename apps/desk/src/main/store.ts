/** A value that others watch. */
export interface Store<T> {
  get(): T;
  /** Replaces the value; listeners hear of it when it is another one. */
  set(value: T): void;
  /** Answers the way to stop. */
  subscribe(listener: (value: T) => void): () => void;
}

export function createStore<T>(first: T): Store<T> {
  let value = first;
  const listeners = new Set<(value: T) => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of listeners) listener(value);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
