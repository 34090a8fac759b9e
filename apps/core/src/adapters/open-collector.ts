import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** What V8 is asked for: a look at young objects, or what it does before it gives up for want of memory. */
export type Collect = (how: { type: "minor" } | { type: "major"; execution: "sync"; flavor: "last-resort" }) => void;

/** V8's collector, which Node hides: exposed to a context of its own, and to none that is made later. */
export function openCollector(): Collect {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as Collect;
  setFlagsFromString("--no-expose-gc");
  return collect;
}
