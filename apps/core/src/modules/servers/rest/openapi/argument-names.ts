import type { RestParameter } from "@peta/contract";

const MAX_NAME = 64;

/**
 * Names of a tool's arguments for what an API calls its parameters: what models do not take becomes `_`, and what is
 * taken already gets the place or a number behind it.
 */
export function createArgumentNames() {
  const taken = new Set<string>();
  const take = (wanted: string, place: string): string => {
    const plain = wanted.replace(/[^A-Za-z0-9_.-]+/g, "_").slice(0, MAX_NAME - 10);
    const base = plain === "" || plain in Object.prototype ? `${place}_${plain}` : plain;
    let name = base;
    for (let next = 1; taken.has(name); next++) name = next === 1 ? `${base}_${place}` : `${base}_${next}`;
    taken.add(name);
    return name;
  };
  return {
    /** `as` only where the two differ. */
    of(wire: string, place: RestParameter["in"]): { name: string; as?: string } {
      const name = take(wire, place);
      return name === wire ? { name } : { name, as: wire };
    },
    ofBody: (): string => take("body", "request"),
  };
}
