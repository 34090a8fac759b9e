import type { ReactNode } from "react";
import { cn } from "../lib/cn.ts";

/** One chapter of the gallery. */
export function Chapter({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section id={id} aria-labelledby={`${id}-title`} className="scroll-mt-20 border-t border-border py-8">
      <h2 id={`${id}-title`} className="mb-5 text-16 font-semibold text-text">
        {title}
      </h2>
      <div className="grid min-w-0 gap-6">{children}</div>
    </section>
  );
}

/** One component in one or more states, with its name. */
export function Specimen({ name, children, className }: { name: string; children: ReactNode; className?: string }) {
  return (
    <div className="min-w-0">
      <p className="mb-2 font-mono text-12 text-text-muted">{name}</p>
      <div className={cn("min-w-0", className)}>{children}</div>
    </div>
  );
}

/** Things side by side that wrap. */
export function Row({ children, className }: { children: ReactNode; className?: string }) {
  return <div className={cn("flex flex-wrap items-center gap-3", className)}>{children}</div>;
}

/** Two columns from the width of a tablet on. */
export function Pair({ children }: { children: ReactNode }) {
  return <div className="grid min-w-0 gap-6 lg:grid-cols-2 [&>*]:min-w-0">{children}</div>;
}
