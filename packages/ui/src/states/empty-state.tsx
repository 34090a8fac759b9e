import type { ReactNode } from "react";
import { cn } from "../lib/cn.ts";
import { CodeBlock } from "../primitives/code-block.tsx";

export interface StateFrameProps {
  icon?: ReactNode;
  /** Tint of the icon's tile. */
  iconClassName?: string;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** Less air: inside a card. */
  compact?: boolean | undefined;
  role?: "alert" | "status" | undefined;
  className?: string | undefined;
}

/** The shared shape of empty, error and denied views. */
export function StateFrame({
  icon,
  iconClassName,
  title,
  children,
  actions,
  compact,
  role,
  className,
}: StateFrameProps) {
  return (
    <div
      role={role}
      className={cn(
        "mx-auto flex max-w-md flex-col items-center px-6 text-center",
        compact ? "py-8" : "py-16",
        className,
      )}
    >
      {icon && (
        <span
          className={cn(
            "mb-4 grid size-10 place-items-center rounded-lg border border-border bg-surface-2 text-text-muted [&_svg]:size-5",
            iconClassName,
          )}
        >
          {icon}
        </span>
      )}
      <p className="text-14 font-semibold text-text">{title}</p>
      {children && <div className="mt-1 w-full text-13 text-text-muted">{children}</div>}
      {actions && <div className="mt-4 flex flex-wrap justify-center gap-2">{actions}</div>}
    </div>
  );
}

export interface EmptyStateProps {
  icon?: ReactNode;
  /** "No servers yet" */
  title: ReactNode;
  /** What will appear here. */
  children?: ReactNode;
  /** One button. */
  action?: ReactNode;
  /** The command line that does the same. */
  command?: string;
  compact?: boolean;
  className?: string;
}

/** Nothing here: what will appear, one action, and the same as a command. */
export function EmptyState({ icon, title, children, action, command, compact, className }: EmptyStateProps) {
  return (
    <StateFrame icon={icon} title={title} compact={compact} className={className}>
      {children}
      {action && <div className="mt-4 flex justify-center gap-2">{action}</div>}
      {command && (
        <div className="mt-5 text-left">
          <p className="mb-1.5 text-center text-12">or from a terminal</p>
          <CodeBlock code={command} prompt wrap copyLabel="Copy command" />
        </div>
      )}
    </StateFrame>
  );
}
