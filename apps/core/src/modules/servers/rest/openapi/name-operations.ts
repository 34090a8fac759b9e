import type { RestMethod } from "@peta/contract";
import { hashText } from "../../../canonical-json.ts";

const MAX_NAME = 64;
const HASH = 6;

interface Named {
  method: RestMethod;
  path: string;
  operationId: string | null;
}

/**
 * Names of tools for a document's operations, the same in every order and whichever are picked: the operation's id, else
 * method and path. Two with one name both get a suffix that their method and path decide.
 */
export function nameOperations(operations: readonly Named[]): string[] {
  const plain = operations.map(plainName);
  const uses = new Map<string, number>();
  for (const name of plain) uses.set(name, (uses.get(name) ?? 0) + 1);
  return operations.map((operation, index) => {
    const name = plain[index] ?? "";
    const isUnique = uses.get(name) === 1 && name.length <= MAX_NAME;
    return isUnique
      ? name
      : `${name.slice(0, MAX_NAME - HASH - 1)}_${hashText(`${operation.method} ${operation.path}`).slice(0, HASH)}`;
  });
}

function plainName({ operationId, method, path }: Named): string {
  const given = wordsOf(operationId ?? "");
  return given !== "" ? given : [method.toLowerCase(), wordsOf(path)].filter((part) => part !== "").join("_");
}

const wordsOf = (text: string): string => text.replace(/[^A-Za-z0-9-]+/g, "_").replace(/^_+|_+$/g, "");
