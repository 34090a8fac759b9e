import { Bot, KeyRound, MonitorDot, User } from "lucide-react";
import type { ReactNode } from "react";
import type { Moment } from "../lib/relative-time.ts";
import { cn } from "../lib/cn.ts";
import { Badge } from "../primitives/badge.tsx";
import { Countdown } from "../primitives/countdown.tsx";
import { DangerBadge, type DangerLevel } from "../primitives/danger-badge.tsx";
import { RelativeTime } from "../primitives/relative-time.tsx";
import { ServerTile } from "../primitives/server-tile.tsx";
import { ApprovalBadge, type ApprovalState } from "./approval-badge.tsx";

export interface ApprovalCardProps {
  state: ApprovalState;
  /** The effect in one sentence. */
  summary: ReactNode;
  /** `server::tool`. */
  canonicalName: string;
  /** Who asks. */
  principal: { name: string; href?: ReactNode; kind: "person" | "agent" };
  /** The person behind an agent. */
  ownerName?: ReactNode;
  clientName?: string | null;
  serverName: string;
  dangerLevel: DangerLevel;
  /** What the server says of itself: true destroys, false does not, null says nothing. */
  isDestructive?: boolean | null;
  needsStepUp?: boolean;
  isEdited?: boolean;
  /** Why a person is asked. */
  reason: ReactNode;
  createdAt: Moment;
  expiresAt: Moment;
  /** A fixed present, for galleries. */
  now?: number;
  /** Level of the sentence's heading. */
  headingLevel?: 2 | 3;
  /** Said before the arguments: decided elsewhere, why one may not decide. */
  notice?: ReactNode;
  /** What will be sent. */
  children?: ReactNode;
  /** Approve, Edit, Reject; stays in view. */
  actions?: ReactNode;
  className?: string;
}

/** A question to a person: who wants what, where, how bad it is, why they are asked, what will be sent, until when. */
export function ApprovalCard(props: ApprovalCardProps) {
  const Heading = `h${props.headingLevel ?? 2}` as const;
  const { principal } = props;
  return (
    <article className={cn("min-w-0 rounded border border-border bg-surface-1", props.className)}>
      <header className="grid gap-2.5 border-b border-border px-4 py-3.5">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
          <ApprovalBadge state={props.state} />
          <DangerBadge level={props.dangerLevel} />
          {props.needsStepUp && (
            <Badge tone="neutral" icon={<KeyRound aria-hidden />}>
              Asks for your password
            </Badge>
          )}
          {props.isDestructive && <Badge tone="danger">Can destroy, says the server</Badge>}
          {props.isEdited && <Badge tone="info">Arguments were edited</Badge>}
          <span className="ml-auto">
            {props.state === "pending" ? (
              <Countdown since={props.createdAt} until={props.expiresAt} now={props.now} />
            ) : (
              <span className="text-13 text-text-muted">
                asked <RelativeTime at={props.createdAt} now={props.now} />
              </span>
            )}
          </span>
        </div>
        <div className="flex min-w-0 items-start gap-3">
          <ServerTile name={props.serverName} size="lg" />
          <div className="min-w-0">
            <Heading className="text-16 leading-snug font-semibold text-text [overflow-wrap:anywhere]">
              {props.summary}
            </Heading>
            <code className="text-12 break-all text-text-muted">{props.canonicalName}</code>
          </div>
        </div>
        <ul
          aria-label="Who asks"
          className="m-0 flex list-none flex-wrap gap-x-4 gap-y-1 p-0 text-13 text-text-muted [&_svg]:size-4"
        >
          <li className="inline-flex items-center gap-1.5">
            {principal.kind === "agent" ? <Bot aria-hidden /> : <User aria-hidden />}
            <span>
              <span className="sr-only">{principal.kind === "agent" ? "Agent " : "Person "}</span>
              {principal.href ?? principal.name}
            </span>
          </li>
          {props.clientName && (
            <li className="inline-flex items-center gap-1.5">
              <MonitorDot aria-hidden />
              <span>
                <span className="sr-only">Client </span>
                {props.clientName}
              </span>
            </li>
          )}
          {props.ownerName && (
            <li className="inline-flex items-center gap-1.5">
              <User aria-hidden />
              <span>owned by {props.ownerName}</span>
            </li>
          )}
        </ul>
        <p className="text-13 text-text">{props.reason}</p>
      </header>
      {props.notice && <div className="grid gap-2 px-4 pt-3.5 empty:hidden">{props.notice}</div>}
      {props.children && <div className="grid min-w-0 gap-4 px-4 py-3.5">{props.children}</div>}
      {props.actions && (
        <footer className="sticky bottom-0 flex flex-wrap items-center justify-end gap-2 rounded-b border-t border-border bg-surface-1 px-4 py-3">
          {props.actions}
        </footer>
      )}
    </article>
  );
}
