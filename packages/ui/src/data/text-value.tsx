"use client";

import { useState } from "react";
import { cn } from "../lib/cn.ts";
import { visibleRuns } from "../lib/visible-text.ts";

export interface TextValueProps {
  text: string;
  /** Longer texts are folded, and say so. */
  maxText?: number;
  className?: string;
}

/** A text exactly as it will be sent: lines kept, unseen characters named, what is folded counted. */
export function TextValue({ text, maxText = 1_000, className }: TextValueProps) {
  const [isOpen, setOpen] = useState(false);
  const isLong = text.length > maxText;
  const shown = isLong && !isOpen ? text.slice(0, maxText) : text;
  return (
    <span className={cn("block min-w-0", className)}>
      {text === "" ? <span className="text-text-muted italic">empty text</span> : <VisibleText text={shown} />}
      {isLong && (
        <button
          type="button"
          aria-expanded={isOpen}
          onClick={() => setOpen(!isOpen)}
          className="mt-1 block rounded-sm font-sans text-12 font-medium text-accent hover:underline"
        >
          {isOpen ? "Fold" : `Show the other ${(text.length - maxText).toLocaleString("en")} characters`}
        </button>
      )}
    </span>
  );
}

/** Text whose unseen characters are named in its place. */
export function VisibleText({ text }: { text: string }) {
  return (
    <span className="break-words whitespace-pre-wrap [overflow-wrap:anywhere]">
      {visibleRuns(text).map((run, index) =>
        run.hidden === undefined ? (
          run.text
        ) : (
          <span
            key={index}
            title="A character that is not seen"
            className="mx-px rounded-sm bg-warning-subtle px-1 font-sans text-12 text-warning"
          >
            {run.hidden}
          </span>
        ),
      )}
    </span>
  );
}
