import type { SkillDiff } from "@peta/contract";
import { Badge, cn, type Tone } from "@peta/ui";

const tones: Record<SkillDiff["changes"][number]["change"], Tone> = {
  added: "success",
  changed: "warning",
  removed: "danger",
};

/** What differs between two versions, file by file and line by line. */
export function SkillDiffView({ diff }: { diff: SkillDiff }) {
  if (diff.changes.length === 0) return <p className="text-13 text-text-muted">Nothing differs.</p>;
  return (
    <ul aria-label="Changed files" className="m-0 grid list-none grid-cols-1 gap-3 p-0">
      {diff.changes.map((change) => (
        <li key={change.path} className="min-w-0 overflow-clip rounded border border-border">
          <p className="flex items-center justify-between gap-3 bg-surface-2 px-3 py-1.5">
            <code className="text-12 break-all">{change.path}</code>
            <Badge tone={tones[change.change]}>{change.change}</Badge>
          </p>
          {change.lines === null ? (
            change.change !== "removed" && (
              <p className="px-3 py-1.5 text-12 text-text-muted">No text, or too long to compare.</p>
            )
          ) : (
            <pre
              // biome-ignore lint: a scrolling region must be reachable by keyboard
              tabIndex={0}
              role="group"
              aria-label={`Lines of ${change.path}`}
              className="m-0 max-h-64 overflow-auto py-1.5 text-12 leading-5"
            >
              {change.lines.map((line, index) => (
                <span
                  key={index}
                  className={cn(
                    "block px-3",
                    line.startsWith("+") && "bg-success-subtle text-success",
                    line.startsWith("-") && "bg-danger-subtle text-danger",
                  )}
                >
                  {line || " "}
                </span>
              ))}
            </pre>
          )}
        </li>
      ))}
    </ul>
  );
}
