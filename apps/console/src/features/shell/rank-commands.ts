interface Findable {
  label: string;
  detail?: string;
  keywords?: readonly string[];
}

/** 0: does not fit. Names that begin with the words win over names that hold them, those over other words. */
function score(command: Findable, words: readonly string[]): number {
  const label = command.label.toLowerCase();
  const others = [command.detail ?? "", ...(command.keywords ?? [])].join(" ").toLowerCase();
  let sum = 0;
  for (const word of words) {
    if (label.startsWith(word)) sum += 4;
    else if (label.split(/[\s&:._-]+/).some((part) => part.startsWith(word))) sum += 3;
    else if (label.includes(word)) sum += 2;
    else if (others.includes(word)) sum += 1;
    else return 0;
  }
  return sum;
}

/** The commands that hold every typed word, best first; in their own order while nothing is typed. */
export function rankCommands<Command extends Findable>(commands: readonly Command[], query: string): Command[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...commands];
  return commands
    .map((command) => ({ command, points: score(command, words) }))
    .filter(({ points }) => points > 0)
    .toSorted((a, b) => b.points - a.points)
    .map(({ command }) => command);
}
