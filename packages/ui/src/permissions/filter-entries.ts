import type { Effect } from "./layers.ts";

interface FilterableEntry {
  name: string;
  title?: string | null;
  effect: Effect;
}

interface FilterableGroup<Entry extends FilterableEntry> {
  title: string;
  entries: readonly Entry[];
}

/**
 * The groups with the entries that fit. The words are looked for in names and titles, all of them in one; a group whose
 * own title fits keeps all its entries. Groups without any are left out while something is asked for.
 */
export function filterEntries<Entry extends FilterableEntry, Group extends FilterableGroup<Entry>>(
  groups: readonly Group[],
  query: string,
  effect: Effect | null,
): Group[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0 && effect === null) return [...groups];
  const has = (text: string) => words.every((word) => text.toLowerCase().includes(word));
  return groups
    .map((group) => ({
      ...group,
      entries: group.entries.filter(
        (entry) =>
          (effect === null || entry.effect === effect) &&
          (has(group.title) || has(`${entry.name} ${entry.title ?? ""}`)),
      ),
    }))
    .filter((group) => group.entries.length > 0);
}
