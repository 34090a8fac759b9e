import type { SkillDiff } from "@peta/contract";
import { clean, revealed } from "../../text.ts";

const SIGNS = { added: "A", changed: "M", removed: "D" } as const;

/** Files that differ, and the lines of those that are compared. */
export const diffText = ({ changes }: SkillDiff): string =>
  changes.length === 0
    ? "No file differs."
    : changes
        .map(({ path, change, lines }) =>
          [
            `${SIGNS[change]} ${clean(revealed(path))}`,
            ...(lines ?? []).map((line) => `    ${clean(revealed(line))}`),
          ].join("\n"),
        )
        .join("\n");
