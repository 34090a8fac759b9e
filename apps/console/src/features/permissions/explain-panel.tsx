"use client";

import type { EffectivePermission } from "@peta/contract";
import { CardSkeleton, DangerBadge, DecisionTrace, SidePanel, TextLink } from "@peta/ui";
import { skipToken, useQuery } from "@tanstack/react-query";
import { auditHref } from "@/features/audit/audit-filters.ts";
import { serverHref } from "@/features/servers/server-words.ts";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { traceSteps } from "./trace-steps.ts";

export interface ExplainPanelProps {
  principalId: string;
  serverId: string;
  /** Closed without one. */
  capability: EffectivePermission | undefined;
  onClose: () => void;
}

/** Why one principal may, or may not, use one capability: each step of the decision. */
export function ExplainPanel({ principalId, serverId, capability, onClose }: ExplainPanelProps) {
  const trpc = useTRPC();
  const explanation = useQuery(
    trpc.permissions.explain.queryOptions(
      capability ? { principalId, serverId, kind: capability.kind, name: capability.name } : skipToken,
    ),
  );
  return (
    <SidePanel
      open={capability !== undefined}
      onOpenChange={(open) => !open && onClose()}
      title={<span className="font-mono">{capability?.canonicalName}</span>}
      description={`For ${principalId}`}
    >
      <div className="grid gap-5">
        {explanation.data ? (
          <DecisionTrace
            effect={explanation.data.decision.effect}
            reason={explanation.data.decision.reason.message}
            steps={traceSteps(explanation.data)}
          />
        ) : explanation.error ? (
          <QueryProblem query={explanation} what="The decision could not be explained" compact />
        ) : (
          <CardSkeleton lines={5} label="Loading explanation" />
        )}
        {capability && (
          <ul className="m-0 grid list-none gap-1.5 p-0 text-13">
            <li className="flex items-center gap-2">
              <DangerBadge level={capability.dangerLevel} />
              <span className="text-text-muted">is its danger level.</span>
            </li>
            <li>
              <TextLink href={`${serverHref(serverId)}&q=${encodeURIComponent(capability.name)}`}>
                Switch it for everybody on the server's page
              </TextLink>
            </li>
            <li>
              <TextLink href={auditHref({ principalId, serverId, capability: capability.name })}>
                Calls of it by {principalId}
              </TextLink>
            </li>
          </ul>
        )}
      </div>
    </SidePanel>
  );
}
