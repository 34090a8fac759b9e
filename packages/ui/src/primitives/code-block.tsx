import type { ReactNode } from "react";
import { cn } from "../lib/cn.ts";
import { CopyButton } from "./copy-button.tsx";

export interface CodeBlockProps {
  code: string;
  /** What it is, above the code: "Claude Desktop configuration". */
  title?: ReactNode;
  /** The name of the copy button. */
  copyLabel?: string;
  /** A `$` before the line, which is not copied. */
  prompt?: boolean;
  wrap?: boolean;
  className?: string;
}

/** Text to paste elsewhere, with its copy button. */
export function CodeBlock({ code, title, copyLabel = "Copy code", prompt, wrap, className }: CodeBlockProps) {
  return (
    <figure className={cn("m-0 min-w-0 overflow-clip rounded border border-border bg-surface-2", className)}>
      {title && (
        <figcaption className="flex items-center justify-between gap-3 border-b border-border py-1 pr-1.5 pl-3 text-12 font-medium text-text-muted">
          <span className="min-w-0 truncate">{title}</span>
          <CopyButton text={code} label={copyLabel} />
        </figcaption>
      )}
      <div className="flex items-start">
        <pre
          // biome-ignore lint: a scrolling region must be reachable by keyboard
          tabIndex={0}
          aria-label={typeof title === "string" ? title : "Code to copy"}
          role="group"
          className={cn(
            "m-0 min-w-0 flex-1 overflow-x-auto px-3 py-2 text-12 leading-5 focus-visible:-outline-offset-2",
            wrap && "wrap-anywhere whitespace-pre-wrap",
          )}
        >
          {prompt && (
            <span aria-hidden className="mr-2 select-none text-text-muted">
              $
            </span>
          )}
          <code className="text-12">{code}</code>
        </pre>
        {!title && <CopyButton text={code} label={copyLabel} className="m-1" />}
      </div>
    </figure>
  );
}
