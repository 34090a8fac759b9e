import type { ReactNode } from "react";
import { cn } from "../lib/cn.ts";

export interface FieldGroupProps {
  legend: ReactNode;
  description?: ReactNode;
  disabled?: boolean;
  className?: string;
  children: ReactNode;
}

/** Fields that belong together, under one legend. */
export function FieldGroup({ legend, description, disabled, className, children }: FieldGroupProps) {
  return (
    <fieldset disabled={disabled} className={cn("m-0 grid min-w-0 gap-4 border-0 p-0", className)}>
      <legend className="mb-3 p-0">
        <span className="block text-14 font-semibold text-text">{legend}</span>
        {description && <span className="block text-13 text-text-muted">{description}</span>}
      </legend>
      {children}
    </fieldset>
  );
}
