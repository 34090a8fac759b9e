import { isObject, type Json } from "../../../json.ts";

/** Links from one reference to the next that are followed before the chain is given up. */
const MAX_CHAIN = 16;

/**
 * References inside one document (`#/components/schemas/Pet`). References to other documents are not followed: what a
 * document says must not make Core reach for anything (A40).
 */
export interface References {
  /** What stands there in the end; null where a chain ends nowhere, goes in circles or leaves the document. */
  resolve(node: unknown): Json | null;
  /** Names of an object's members. One that a thousand references name is read once. */
  namesOf(object: Json): readonly string[];
}

export const referenceOf = (node: unknown): string | null =>
  isObject(node) && typeof node.$ref === "string" ? node.$ref : null;

export function createReferences(document: Json): References {
  const names = new WeakMap<Json, readonly string[]>();
  return {
    namesOf(object) {
      const known = names.get(object) ?? Object.keys(object);
      names.set(object, known);
      return known;
    },
    resolve(node) {
      let current = node;
      for (let i = 0; i < MAX_CHAIN; i++) {
        const reference = referenceOf(current);
        if (reference === null) return isObject(current) ? current : null;
        current = lookUp(document, reference);
      }
      return null;
    },
  };
}

/** RFC 6901, section 6: a JSON pointer in a URI fragment. */
function lookUp(document: Json, reference: string): unknown {
  if (!reference.startsWith("#/")) return null;
  return reference
    .slice(2)
    .split("/")
    .reduce<unknown>((value, part) => {
      const name = decode(part).replaceAll("~1", "/").replaceAll("~0", "~");
      const isThere = (isObject(value) || Array.isArray(value)) && Object.hasOwn(value, name);
      return isThere ? (value as Json)[name] : null;
    }, document);
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
