/** Items by their heading, headings and items in the order in which they first came. */
export function commandGroups<Item extends { group?: string | undefined }>(items: readonly Item[]): [string, Item[]][] {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const name = item.group ?? "Everywhere";
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return [...groups];
}
