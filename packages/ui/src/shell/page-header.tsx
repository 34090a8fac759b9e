import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../lib/cn.ts";
import { UiLink } from "../lib/link.tsx";

export interface Breadcrumb {
  label: ReactNode;
  href?: string;
}

export interface PageHeaderProps {
  title: ReactNode;
  /** One sentence of state: "3 of 4 servers are online". */
  description?: ReactNode;
  /** Beside the title: a StatusBadge. */
  status?: ReactNode;
  /** Buttons, the primary one last. */
  actions?: ReactNode;
  /** The way here; the page itself is not part of it. */
  breadcrumbs?: readonly Breadcrumb[];
  /** A ServerTile before the title. */
  media?: ReactNode;
  /** The title is an id: set it in the monospace. */
  mono?: boolean;
  className?: string;
}

/** The head of a page: where one is, its state, what one can do. Holds the page's only `h1`. */
export function PageHeader(props: PageHeaderProps) {
  return (
    <header className={cn("mb-6", props.className)}>
      {props.breadcrumbs && props.breadcrumbs.length > 0 && (
        <nav aria-label="Breadcrumb" className="mb-2">
          <ol className="m-0 flex list-none flex-wrap items-center gap-1 p-0 text-13 text-text-muted">
            {props.breadcrumbs.map((crumb, index) => (
              <li key={index} className="flex items-center gap-1">
                {crumb.href ? (
                  <UiLink href={crumb.href} className="rounded-sm hover:text-text hover:underline">
                    {crumb.label}
                  </UiLink>
                ) : (
                  crumb.label
                )}
                <ChevronRight aria-hidden className="size-3.5" />
              </li>
            ))}
          </ol>
        </nav>
      )}
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="flex min-w-0 items-center gap-3">
          {props.media}
          <div className="min-w-0">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <h1
                className={cn("text-20 font-semibold break-words text-text", props.mono && "font-mono tracking-tight")}
              >
                {props.title}
              </h1>
              {props.status}
            </div>
            {props.description && <div className="mt-0.5 text-14 text-text-muted">{props.description}</div>}
          </div>
        </div>
        {props.actions && <div className="flex flex-wrap items-center gap-2">{props.actions}</div>}
      </div>
    </header>
  );
}

export interface PageSectionProps {
  title: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A titled block of a page, without a frame of its own. */
export function PageSection({ title, description, actions, className, children }: PageSectionProps) {
  return (
    <section className={cn("mb-8", className)}>
      <div className="mb-3 flex flex-wrap items-end justify-between gap-x-4 gap-y-2">
        <div className="min-w-0">
          <h2 className="text-16 font-semibold text-text">{title}</h2>
          {description && <p className="text-13 text-text-muted">{description}</p>}
        </div>
        {actions && <div className="flex items-center gap-2">{actions}</div>}
      </div>
      {children}
    </section>
  );
}
