/** What the rules of a list of checkboxes look at. */
interface Choosable {
  value: string;
  words?: string;
  disabled?: boolean;
}

/** The items in which every word of the search occurs. */
export function fittingItems<Item extends Choosable>(items: readonly Item[], search: string): readonly Item[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return items.filter((item) => {
    const text = `${item.value} ${item.words ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The items with those of a set before the others, else in their order. */
export const withFirst = <Item extends Choosable>(
  items: readonly Item[],
  first: ReadonlySet<string>,
): readonly Item[] => [
  ...items.filter(({ value }) => first.has(value)),
  ...items.filter(({ value }) => !first.has(value)),
];

/** What is chosen after the shown items are switched together; what cannot be chosen stays as it is. */
export function withShown(
  chosen: ReadonlySet<string>,
  shown: readonly Choosable[],
  isOn: boolean,
): ReadonlySet<string> {
  const next = new Set(chosen);
  for (const { value, disabled } of shown) {
    if (disabled) continue;
    if (isOn) next.add(value);
    else next.delete(value);
  }
  return next;
}

/** "3 of 12". What was chosen and is not in the list any more does not count. */
export const chosenText = (items: readonly Choosable[], chosen: ReadonlySet<string>): string =>
  `${items.filter(({ value }) => chosen.has(value)).length} of ${items.length}`;
