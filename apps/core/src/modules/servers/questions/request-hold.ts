import type { RequestHold } from "../server-link.ts";

/** A hold that several questions may begin and end, one inside the other. */
export function createRequestHold(): RequestHold {
  let depth = 0;
  let listeners: Set<() => void> | null = null;
  const tell = (): void => listeners?.forEach((listener) => listener());
  return {
    get isHeld() {
      return depth > 0;
    },
    begin() {
      if (++depth === 1) tell();
    },
    end() {
      if (--depth === 0) tell();
    },
    watch(listener) {
      (listeners ??= new Set()).add(listener);
      return () => void listeners?.delete(listener);
    },
  };
}
