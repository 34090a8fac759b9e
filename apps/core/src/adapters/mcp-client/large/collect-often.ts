import { type Collect, openCollector } from "../../open-collector.ts";

/**
 * V8 lets some 60 MB of buffers that nobody has any more lie about before it looks for them. What passes through here is
 * nothing else, so that it is asked to look sooner: a minor collection of half a millisecond each time.
 * @param everyBytes how many may pass in between
 * @returns to be told of the bytes that have passed
 */
export function createOftenCollector(everyBytes: number): (bytes: number) => void {
  let passed = 0;
  let collect: Collect | null = null;
  return (bytes) => {
    passed += bytes;
    if (passed < everyBytes) return;
    passed = 0;
    collect ??= openCollector();
    collect({ type: "minor" });
  };
}
