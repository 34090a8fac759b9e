import { childPath } from "../../data/json/json-nodes.ts";

export interface ScannedJson {
  /** Where each place begins, by its path: `$.items[0]`; for a member, where its name stands. */
  places: ReadonlyMap<string, number>;
  /** Where the text stops being JSON; null when it is JSON. */
  mistakeAt: number | null;
}

// Control characters up to U+001F are escaped in JSON, those from U+007F on need not be.
const string = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/uy;
const simple = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?/y;

class Mistake extends Error {}

/** Walks a JSON text (RFC 8259) and remembers where things stand; browsers do not say where a mistake is. */
export function scanJson(text: string): ScannedJson {
  const places = new Map<string, number>();
  let at = 0;

  function skipBlanks() {
    while (" \t\n\r".includes(text[at] ?? "x")) at++;
  }
  function take(pattern: RegExp): string {
    pattern.lastIndex = at;
    const found = pattern.exec(text)?.[0];
    if (found === undefined) throw new Mistake();
    at += found.length;
    return found;
  }
  function expect(character: string) {
    skipBlanks();
    if (text[at] !== character) throw new Mistake();
    at++;
  }
  function readMembers(close: "}" | "]", readMember: (index: number) => void) {
    at++;
    skipBlanks();
    if (text[at] === close) return void at++;
    for (let index = 0; ; index++) {
      readMember(index);
      skipBlanks();
      if (text[at] === close) return void at++;
      expect(",");
    }
  }
  function readValue(path: string) {
    skipBlanks();
    if (!places.has(path)) places.set(path, at);
    switch (text[at]) {
      case "{":
        return readMembers("}", () => {
          skipBlanks();
          const from = at;
          const place = childPath(path, JSON.parse(take(string)) as string);
          places.set(place, from);
          expect(":");
          readValue(place);
        });
      case "[":
        return readMembers("]", (index) => readValue(childPath(path, index)));
      case '"':
        return void take(string);
      default:
        return void take(simple);
    }
  }

  try {
    readValue("$");
    skipBlanks();
    return { places, mistakeAt: at === text.length ? null : at };
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return { places, mistakeAt: at };
  }
}

/** The line of a place in a text, from 1. */
export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split("\n").length;
