import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { TextLink } from "../lib/link.tsx";
import { StateFrame } from "./empty-state.tsx";

export interface DeniedStateProps {
  title?: ReactNode;
  /** One sentence: what is needed and what one has. */
  reason: ReactNode;
  /** The rule that decides. */
  rule?: { label: ReactNode; href?: string };
  /** Whom to ask: "Ask an administrator: Ada Lovelace". */
  ask?: ReactNode;
  action?: ReactNode;
  compact?: boolean;
  className?: string;
}

/** A place one may not see: why, by which rule, and whom to ask. */
export function DeniedState({
  title = "You have no access to this page",
  reason,
  rule,
  ask,
  action,
  compact,
  className,
}: DeniedStateProps) {
  return (
    <StateFrame icon={<Lock aria-hidden />} title={title} actions={action} compact={compact} className={className}>
      <p>{reason}</p>
      {rule && (
        <p className="mt-1">
          Decided by{" "}
          {rule.href ? (
            <TextLink href={rule.href}>{rule.label}</TextLink>
          ) : (
            <span className="text-text">{rule.label}</span>
          )}
        </p>
      )}
      {ask && <p className="mt-1">{ask}</p>}
    </StateFrame>
  );
}
