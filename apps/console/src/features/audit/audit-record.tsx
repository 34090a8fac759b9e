import {
  absoluteTimeText,
  DecisionBadge,
  DescriptionList,
  durationText,
  EffectBadge,
  JsonView,
  RelativeTime,
  TextLink,
} from "@peta/ui";
import { approvalHref } from "@/features/approvals/approval-words.ts";
import { permissionsHref, principalHref } from "@/features/principals/principal-words.ts";
import { serverHref } from "@/features/servers/server-words.ts";
import type { AuditDetail } from "@/lib/trpc/outputs.ts";
import { auditHref } from "./audit-filters.ts";
import { channelWords, deciderWords, effectOf, outcomeBadges } from "./outcome-words.ts";

/** Who asked for what, what was decided and why, what came of it, and the record's place in its chain. */
export function AuditRecord({ record }: { record: AuditDetail }) {
  const effect = effectOf(record.decision);
  const approvalId = approvalIdOf(record.detail);
  return (
    <div className="grid gap-6">
      <div className="grid gap-2">
        <div className="flex flex-wrap items-center gap-2">
          <DecisionBadge {...outcomeBadges[record.outcome]} />
          <span className="text-13 text-text-muted">
            <RelativeTime at={record.occurredAt} /> · {absoluteTimeText(record.occurredAt)}
          </span>
        </div>
        {record.reason && <p className="text-14 text-text">{record.reason}</p>}
      </div>
      <Part title="Who">
        <DescriptionList
          compact
          items={[
            {
              term: "Principal",
              value: record.principalId && (
                <TextLink href={principalHref(record.principalId)}>{record.principalId}</TextLink>
              ),
            },
            { term: "Client", value: record.clientName && `${record.clientName} ${record.clientVersion ?? ""}` },
            { term: "Through", value: channelWords[record.channel] },
            { term: "IP address", value: record.ipAddress, mono: true },
            {
              term: "Session",
              value: record.sessionId,
              mono: true,
              ...(record.sessionId && { copy: record.sessionId }),
            },
          ]}
        />
      </Part>
      <Part title="Decision">
        <DescriptionList
          compact
          items={[
            { term: "Effect", value: effect ? <EffectBadge effect={effect} /> : record.decision },
            { term: "Decided by", value: record.determinedBy.map(deciderWords).join(", ") },
            {
              term: "Permissions now",
              value: record.principalId && (
                <TextLink href={permissionsHref(record.principalId)}>What {record.principalId} may do</TextLink>
              ),
            },
          ]}
        />
      </Part>
      <Part title="Call">
        <DescriptionList
          compact
          items={[
            {
              term: "Server",
              value: record.serverId && <TextLink href={serverHref(record.serverId)}>{record.serverId}</TextLink>,
            },
            {
              term: "Capability",
              value: record.capabilityName && (
                <>
                  <code>{record.capabilityName}</code>{" "}
                  {record.capabilityKind && <span className="text-text-muted">{record.capabilityKind}</span>}
                </>
              ),
            },
            ...(approvalId !== null
              ? [{ term: "Approval", value: <TextLink href={approvalHref(approvalId)}>Show the approval</TextLink> }]
              : []),
            { term: "Took", value: record.durationMs === null ? null : durationText(record.durationMs) },
            { term: "Error", value: record.errorCode, mono: true },
            {
              term: "Request",
              value: record.requestId,
              mono: true,
              ...(record.requestId && { copy: record.requestId }),
            },
            ...(record.serverId && record.capabilityName
              ? [
                  {
                    term: "Like it",
                    value: (
                      <TextLink href={auditHref({ serverId: record.serverId, capability: record.capabilityName })}>
                        All calls of it
                      </TextLink>
                    ),
                  },
                ]
              : []),
          ]}
        />
      </Part>
      <JsonView label="Arguments and detail" value={record.detail ?? null} expandDepth={3} />
      <Part
        title="Place in the chain"
        note="Each record carries the hash of the one before it, so that a change shows."
      >
        <DescriptionList
          compact
          items={[
            { term: "Number", value: `${record.chain.sequence} of writer ${record.chain.writerId}`, mono: true },
            { term: "Hash", value: record.chain.hash, mono: true, copy: record.chain.hash },
            { term: "Hash before", value: record.chain.previousHash, mono: true, copy: record.chain.previousHash },
            { term: "Record id", value: record.auditId, mono: true, copy: record.auditId },
          ]}
        />
      </Part>
    </div>
  );
}

/** The question to a person that the record is about, if it is about one. */
function approvalIdOf(detail: unknown): string | null {
  if (typeof detail !== "object" || detail === null || !("approvalId" in detail)) return null;
  return typeof detail.approvalId === "string" ? detail.approvalId : null;
}

function Part({ title, note, children }: { title: string; note?: string; children: React.ReactNode }) {
  return (
    <section>
      <h3 className="mb-2 text-13 font-semibold">{title}</h3>
      {note && <p className="-mt-1 mb-2 text-12 text-text-muted">{note}</p>}
      {children}
    </section>
  );
}
