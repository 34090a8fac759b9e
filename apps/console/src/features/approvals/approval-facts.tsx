import { absoluteTimeText, DescriptionList, JsonDiff, JsonView, RelativeTime, TextLink } from "@peta/ui";
import { auditHref } from "@/features/audit/audit-filters.ts";
import { deciderWords } from "@/features/audit/outcome-words.ts";
import { serverHref } from "@/features/servers/server-words.ts";
import type { ApprovalDetail } from "@/lib/trpc/outputs.ts";

/** What the arguments are compared with, and everything that the decision is bound to. */
export function ApprovalFacts({ approval, isAdmin }: { approval: ApprovalDetail; isAdmin: boolean }) {
  const { editedArguments, previousArguments } = approval;
  return (
    <>
      {editedArguments && (
        <JsonDiff
          label="Edited by the decider"
          before={approval.arguments}
          after={editedArguments}
          beforeLabel="Asked for"
          afterLabel="Approved"
        />
      )}
      {previousArguments ? (
        <JsonDiff
          label="Difference"
          before={previousArguments}
          after={approval.arguments}
          beforeLabel="Last approved call"
          afterLabel="This call"
        />
      ) : (
        <p className="text-12 text-text-muted">
          No call of this tool by {approval.principalName} was approved before: there is nothing to compare with.
        </p>
      )}
      <details className="group rounded border border-border">
        <summary className="cursor-pointer rounded px-3 py-2 text-13 font-medium hover:bg-surface-2">
          Rule, definition and digest
        </summary>
        <div className="grid gap-4 border-t border-border p-3">
          <DescriptionList
            compact
            items={[
              { term: "Decided by", value: <Deciders approval={approval} isAdmin={isAdmin} /> },
              { term: "Policy version", value: approval.policyVersion, mono: true },
              {
                term: "Asked",
                value: <RelativeTime at={approval.createdAt} />,
                hint: absoluteTimeText(approval.createdAt),
              },
              {
                term: "Server",
                value: isAdmin ? (
                  <TextLink href={serverHref(approval.serverId)}>{approval.serverName}</TextLink>
                ) : (
                  approval.serverName
                ),
              },
              {
                term: "Records",
                value: isAdmin && (
                  <TextLink
                    href={auditHref({
                      principalId: approval.principalId,
                      serverId: approval.serverId,
                      capability: approval.name,
                    })}
                  >
                    In the audit log
                  </TextLink>
                ),
              },
              { term: "Approval id", value: approval.approvalId, mono: true, copy: approval.approvalId },
              {
                term: "Call digest",
                value: approval.callDigest,
                mono: true,
                copy: approval.callDigest,
                wide: true,
                hint: "The decision holds for exactly this call: principal, client, arguments, definition and policy.",
              },
            ]}
          />
          <JsonView label="Definition" value={approval.definition ?? null} expandDepth={2} />
        </div>
      </details>
    </>
  );
}

/** The rules and levels that ask for a person, each leading to its place. */
function Deciders({ approval, isAdmin }: { approval: ApprovalDetail; isAdmin: boolean }) {
  return (
    <span className="flex flex-wrap gap-x-3">
      {approval.determinedBy.map((decider) => {
        const href = isAdmin ? deciderHref(decider, approval) : null;
        const words = deciderWords(decider);
        return href ? (
          <TextLink key={decider} href={href}>
            {words}
          </TextLink>
        ) : (
          <span key={decider}>{words}</span>
        );
      })}
    </span>
  );
}

function deciderHref(decider: string, { serverId, name }: ApprovalDetail): string | null {
  if (!decider.includes(":")) return `/policies?rule=${encodeURIComponent(decider)}`;
  return decider.startsWith("danger:") ? `${serverHref(serverId)}&q=${encodeURIComponent(name)}` : null;
}
