"use client";

import { useId, useMemo, useRef } from "react";
import { cn } from "../../lib/cn.ts";
import { Button } from "../../primitives/button.tsx";
import { Textarea } from "../../primitives/textarea.tsx";
import { type JsonProblem, locateProblems } from "./json-problems.ts";

export interface JsonEditorProps {
  /** The name of the text: "Arguments". */
  label: string;
  value: string;
  onChange: (text: string) => void;
  /** What is wrong with the value of a text that is JSON. Mistakes in the JSON itself are found here. */
  problems?: readonly JsonProblem[];
  rows?: number;
  disabled?: boolean;
  className?: string;
}

/** JSON as text, with what is wrong under it: each problem says its line and leads there. */
export function JsonEditor({ label, value, onChange, problems = [], rows = 8, disabled, className }: JsonEditorProps) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const found = locateProblems(value, problems);
  const formatted = useMemo(() => formatJson(value), [value]);

  function goTo(line: number) {
    const element = area.current;
    if (!element) return;
    const lines = value.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
    element.focus();
    element.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
  }

  return (
    <div className={cn("grid gap-1.5", className)}>
      <Textarea
        ref={area}
        mono
        rows={rows}
        spellCheck={false}
        autoComplete="off"
        aria-label={label}
        aria-describedby={`${id}-problems`}
        aria-invalid={found.length > 0 || undefined}
        disabled={disabled}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="text-12 leading-5"
      />
      <div className="flex flex-wrap items-start justify-between gap-2">
        <div id={`${id}-problems`} role="status" className="text-12">
          <ul className="m-0 grid list-none gap-1 p-0">
            {found.slice(0, 8).map(({ line, path, message }) => (
              <li key={`${path} ${message}`} className="font-medium text-danger">
                {line !== null && (
                  <button
                    type="button"
                    onClick={() => goTo(line)}
                    className="mr-1.5 rounded-sm tabular-nums underline underline-offset-2"
                  >
                    Line {line}
                  </button>
                )}
                {path !== "$" && <code className="mr-1.5 font-normal">{path.replace(/^\$\.?/, "")}</code>}
                {message}
              </li>
            ))}
            {found.length > 8 && <li className="text-text-muted">And {found.length - 8} more.</li>}
            {found.length === 0 && <li className="text-text-muted">In the right form.</li>}
          </ul>
        </div>
        <Button
          size="sm"
          variant="ghost"
          disabled={formatted === null || disabled}
          onClick={() => formatted !== null && onChange(formatted)}
        >
          Format
        </Button>
      </div>
    </div>
  );
}

/** The text in the usual form; null when it is no JSON. */
function formatJson(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return null;
  }
}
