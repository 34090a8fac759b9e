import { defaultFilter } from "cmdk";

/**
 * How well a command fits what is typed: 0 not at all, up to 1 for cmdk's own look at all its words, 2 when the label
 * begins with it ("ser" is for Servers before My servers).
 *
 * @param words The label first, then what else finds it.
 */
export function rankCommand(id: string, typed: string, words: readonly string[] = []): number {
  const isBeginning = words[0]?.toLowerCase().startsWith(typed.trim().toLowerCase()) === true;
  return isBeginning ? 2 : defaultFilter(id, typed, [...words]);
}
