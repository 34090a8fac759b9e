import { CircleCheck, Info, OctagonAlert, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "../lib/cn.ts";
import { textTone } from "../lib/tone.ts";

export type CalloutTone = "info" | "success" | "warning" | "danger";

const icons: Record<CalloutTone, ReactNode> = {
  info: <Info aria-hidden />,
  success: <CircleCheck aria-hidden />,
  warning: <TriangleAlert aria-hidden />,
  danger: <OctagonAlert aria-hidden />,
};

const frames: Record<CalloutTone, string> = {
  info: "border-info/25 bg-info-subtle",
  success: "border-success/25 bg-success-subtle",
  warning: "border-warning/30 bg-warning-subtle",
  danger: "border-danger/25 bg-danger-subtle",
};

export interface CalloutProps {
  tone?: CalloutTone;
  title?: ReactNode;
  /** A button or link, right of the text. */
  action?: ReactNode;
  /** Read aloud as soon as it appears. Use for what has just happened. */
  live?: boolean;
  className?: string;
  children?: ReactNode;
}

/** Something to know at this place. */
export function Callout({ tone = "info", title, action, live, className, children }: CalloutProps) {
  return (
    <div
      role={live ? "alert" : undefined}
      className={cn(
        "flex flex-wrap items-start gap-x-2.5 gap-y-2 rounded border px-3 py-2.5 text-13 text-text",
        frames[tone],
        className,
      )}
    >
      <span className={cn("mt-0.5 shrink-0 [&_svg]:size-4", textTone[tone])}>{icons[tone]}</span>
      <div className="min-w-0 flex-1 basis-48">
        {title && <p className="font-medium">{title}</p>}
        {children && <div className={cn(title && "mt-0.5 text-text/90")}>{children}</div>}
      </div>
      {action && <div className="shrink-0">{action}</div>}
    </div>
  );
}
