"use client";

import { Minus, Pencil, Plus } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { cn } from "../../lib/cn.ts";
import { Button } from "../../primitives/button.tsx";
import { differenceSentence, diffJson, type JsonChange, type JsonDifference } from "./diff-json.ts";
import { DiffText } from "./diff-text.tsx";
import { PlainValue } from "./plain-value.tsx";

export interface JsonDiffProps {
  before: unknown;
  after: unknown;
  /** What is compared: "Arguments". */
  label: string;
  /** The older side with its date or version: "Last approved, 2 hours ago". */
  beforeLabel: ReactNode;
  afterLabel: ReactNode;
  className?: string;
}

const marks: Record<Exclude<JsonChange, "same">, { word: string; icon: ReactNode; tone: string }> = {
  changed: { word: "Changed", icon: <Pencil aria-hidden />, tone: "text-info" },
  added: { word: "Added", icon: <Plus aria-hidden />, tone: "text-success" },
  removed: { word: "Removed", icon: <Minus aria-hidden />, tone: "text-danger" },
};

/** Two JSON values compared by structure, place by place; texts inside are compared by words. */
export function JsonDiff({ before, after, label, beforeLabel, afterLabel, className }: JsonDiffProps) {
  const [showsSame, setShowsSame] = useState(false);
  const differences = useMemo(() => diffJson(before, after), [before, after]);
  const same = differences.filter((one) => one.change === "same");
  const different = differences.filter((one) => one.change !== "same");
  const shown = showsSame ? differences : different;
  return (
    <div className={cn("min-w-0 overflow-clip rounded border border-border bg-surface-1", className)}>
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5 border-b border-border bg-surface-2 px-3 py-1.5 text-12 text-text-muted">
        <span className="font-medium">{label}</span>
        <span>
          <del className="rounded-sm bg-danger-subtle px-1 text-danger decoration-1">{beforeLabel}</del>{" "}
          <ins className="rounded-sm bg-success-subtle px-1 text-success decoration-1">{afterLabel}</ins>
        </span>
        <span className="ml-auto tabular-nums">
          {different.length === 0 ? "No difference" : differenceSentence(differences)}
        </span>
      </div>
      {shown.length > 0 && (
        <ul
          aria-label={`Differences of ${label.toLowerCase()}`}
          className="@container m-0 list-none divide-y divide-border p-0"
        >
          {shown.map((one) => (
            <Difference key={one.path} difference={one} />
          ))}
        </ul>
      )}
      {same.length > 0 && (
        <div className={cn("px-1.5 py-1", shown.length > 0 && "border-t border-border")}>
          <Button size="sm" variant="ghost" aria-expanded={showsSame} onClick={() => setShowsSame(!showsSame)}>
            {showsSame
              ? "Only what is different"
              : `Show ${same.length === 1 ? "the one that is" : `the ${same.length} that are`} the same`}
          </Button>
        </div>
      )}
    </div>
  );
}

function Difference({ difference }: { difference: JsonDifference }) {
  const { path, change, before, after } = difference;
  const mark = change === "same" ? null : marks[change];
  const isText = typeof before === "string" && typeof after === "string";
  return (
    <li className="grid gap-1 px-3 py-2 text-13 @xl:grid-cols-[minmax(7rem,13rem)_minmax(0,1fr)] @xl:gap-3">
      <span className="flex min-w-0 items-start gap-1.5">
        {mark ? (
          <span className={cn("mt-0.5 [&_svg]:size-3.5", mark.tone)} title={mark.word}>
            {mark.icon}
            <span className="sr-only">{mark.word}: </span>
          </span>
        ) : (
          <span className="w-3.5 shrink-0">
            <span className="sr-only">The same: </span>
          </span>
        )}
        <code className="min-w-0 text-12 break-all">{path === "$" ? "everything" : path.replace(/^\$\.?/, "")}</code>
      </span>
      <div className="min-w-0 font-mono text-12 leading-5">
        {change === "same" && <PlainValue value={after} />}
        {change === "changed" && isText && <DiffText before={before} after={after} />}
        {(change === "removed" || (change === "changed" && !isText)) && (
          <del className="block rounded-sm bg-danger-subtle px-1.5 text-danger decoration-danger/50">
            <PlainValue value={before} />
          </del>
        )}
        {(change === "added" || (change === "changed" && !isText)) && (
          <ins className="block rounded-sm bg-success-subtle px-1.5 text-success no-underline">
            <PlainValue value={after} />
          </ins>
        )}
      </div>
    </li>
  );
}
