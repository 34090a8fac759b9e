import type { ApprovalDetail } from "@peta/contract";
import { absoluteTimeText, DescriptionList, JsonDiff, JsonView, RelativeTime } from "@peta/ui";

/** What the arguments are compared with, and everything that a decision is bound to. */
export function ApprovalFacts({ approval }: { approval: ApprovalDetail }) {
  const { editedArguments, previousArguments } = approval;
  return (
    <>
      {editedArguments && (
        <JsonDiff
          label="Changes of who approved"
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
          {approval.principalName} has not used this with your approval before: there is nothing to compare with.
        </p>
      )}
      <details className="rounded border border-border">
        <summary className="rounded px-3 py-2 text-13 font-medium hover:bg-surface-2">
          All as JSON, the tool, and what the decision is bound to
        </summary>
        <div className="grid gap-4 border-t border-border p-3">
          <JsonView label="Arguments as JSON" value={approval.arguments} />
          <JsonView label="The tool's definition" value={approval.definition ?? null} expandDepth={1} />
          <DescriptionList
            compact
            items={[
              {
                term: "Asked",
                value: <RelativeTime at={approval.createdAt} />,
                hint: absoluteTimeText(approval.createdAt),
              },
              { term: "Decided by", value: approval.determinedBy.join(", ") || null, mono: true },
              { term: "Policy version", value: approval.policyVersion, mono: true },
              { term: "Approval", value: approval.approvalId, mono: true, copy: approval.approvalId },
              {
                term: "Digest of the call",
                value: approval.callDigest,
                mono: true,
                copy: approval.callDigest,
                wide: true,
                hint: "A decision holds for exactly this: who asks, with which client, arguments, tool and policy.",
              },
            ]}
          />
        </div>
      </details>
    </>
  );
}
