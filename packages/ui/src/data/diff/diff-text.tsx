"use client";

import { useMemo, useState } from "react";
import { VisibleText } from "../text-value.tsx";
import { diffWords, type TextPart } from "./diff-words.ts";

const longestSame = 400;
const kept = 120;

/** Two texts as one, with what is gone struck through and what is new underlined. Long stretches that are the same fold, and say so. */
export function DiffText({ before, after }: { before: string; after: string }) {
  const parts = useMemo(() => diffWords(before, after), [before, after]);
  return (
    <span className="block">
      {parts.map((part, index) => (
        <Part key={index} part={part} />
      ))}
    </span>
  );
}

function Part({ part: { kind, text } }: { part: TextPart }) {
  const [isOpen, setOpen] = useState(false);
  if (kind === "removed") {
    return (
      <del className="rounded-sm bg-danger-subtle text-danger">
        <VisibleText text={text} />
      </del>
    );
  }
  if (kind === "added") {
    return (
      <ins className="rounded-sm bg-success-subtle text-success">
        <VisibleText text={text} />
      </ins>
    );
  }
  if (text.length <= longestSame || isOpen) return <VisibleText text={text} />;
  return (
    <>
      <VisibleText text={text.slice(0, kept)} />
      <button
        type="button"
        onClick={() => setOpen(true)}
        className="mx-1 rounded-sm bg-surface-2 px-1.5 font-sans text-12 font-medium text-accent hover:underline"
      >
        {(text.length - 2 * kept).toLocaleString("en")} characters are the same
      </button>
      <VisibleText text={text.slice(-kept)} />
    </>
  );
}
