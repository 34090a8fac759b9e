import type { ReactNode } from "react";
import { cn } from "../lib/cn.ts";

export interface CardProps {
  title?: ReactNode;
  /** One sentence under the title. */
  description?: ReactNode;
  /** Right of the title. */
  actions?: ReactNode;
  footer?: ReactNode;
  /** No padding around the content: for tables and lists. */
  flush?: boolean;
  /** Level of the title's heading. */
  headingLevel?: 2 | 3 | 4;
  className?: string;
  children?: ReactNode;
}

/** A bordered surface with an optional heading. */
export function Card({ title, description, actions, footer, flush, headingLevel = 2, className, children }: CardProps) {
  const Heading = `h${headingLevel}` as const;
  const hasHeader = title || description || actions;
  return (
    <section className={cn("min-w-0 overflow-clip rounded border border-border bg-surface-1", className)}>
      {hasHeader && (
        <div
          className={cn(
            "flex items-start justify-between gap-4 px-4 pt-3.5",
            children === undefined ? "pb-3.5" : flush ? "border-b border-border pb-3" : "pb-0",
          )}
        >
          <div className="min-w-0">
            {title && <Heading className="text-14 font-semibold text-text">{title}</Heading>}
            {description && <p className="text-13 text-text-muted">{description}</p>}
          </div>
          {actions && <div className="flex shrink-0 items-center gap-2">{actions}</div>}
        </div>
      )}
      {children !== undefined && <div className={cn(!flush && "p-4", !flush && hasHeader && "pt-3")}>{children}</div>}
      {footer && (
        <div className="border-t border-border bg-surface-0 px-4 py-2.5 text-12 text-text-muted">{footer}</div>
      )}
    </section>
  );
}
