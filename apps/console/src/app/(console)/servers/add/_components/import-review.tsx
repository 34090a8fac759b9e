"use client";

import type { ImportCandidate, ServerSummary } from "@peta/contract";
import { Badge, Callout, focusSoon, PickList, TextLink } from "@peta/ui";
import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { serverHref } from "@/features/servers/server-words.ts";
import { addedHref } from "@/features/servers/sign-in-words.ts";
import { DefinitionForm } from "./definition-form.tsx";
import { KeepAsTemplate } from "./keep-as-template.tsx";

/** What an import has found: each candidate is reviewed, filled in and added by itself. */
export function ImportReview({ candidates }: { candidates: readonly ImportCandidate[] }) {
  const router = useRouter();
  const parts = useRef<HTMLDivElement>(null);
  const [pickedId, setPickedId] = useState(candidates[0]?.serverId ?? null);
  /** Under which id each candidate is registered. */
  const [added, setAdded] = useState<ReadonlyMap<string, string>>(new Map());
  const picked = candidates.find(({ serverId }) => serverId === pickedId);
  if (candidates.length === 0) return null;

  function onAdded(candidate: ImportCandidate, server: Pick<ServerSummary, "serverId" | "failure">) {
    const all = new Map(added).set(candidate.serverId, server.serverId);
    setAdded(all);
    const next = candidates.find((one) => one.definition !== null && !all.has(one.serverId));
    if (next) {
      setPickedId(next.serverId);
      const at = candidates.indexOf(next);
      focusSoon(() => parts.current?.querySelectorAll("[role=option]")[at]);
    } else router.push(addedHref(server));
  }
  return (
    <div ref={parts} className="grid items-start gap-6 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <PickList<ImportCandidate>
        label="Servers that were found"
        groups={[{ id: "found", label: "Found", items: candidates }]}
        itemKey={({ serverId }) => serverId}
        selectedKey={pickedId}
        onPick={({ serverId }) => setPickedId(serverId)}
      >
        {(candidate) => (
          <>
            <span className="flex items-center justify-between gap-2 font-medium">
              {candidate.definition?.displayName ?? candidate.serverId}
              <CandidateBadge candidate={candidate} isAdded={added.has(candidate.serverId)} />
            </span>
            <code className="block truncate text-12 text-text-muted">{candidate.summary}</code>
          </>
        )}
      </PickList>
      {picked?.definition && !added.has(picked.serverId) ? (
        <DefinitionForm
          key={picked.serverId}
          definition={picked.definition}
          from={{ definition: picked.definition }}
          suggestedId={picked.serverId}
          summary={picked.summary}
          warnings={picked.warnings}
          onAdded={(server) => onAdded(picked, server)}
          actions={<KeepAsTemplate templateId={picked.serverId} definition={picked.definition} />}
        />
      ) : picked && added.has(picked.serverId) ? (
        <Callout tone="success">
          It is registered. <TextLink href={serverHref(added.get(picked.serverId) ?? "")}>Show it</TextLink>
        </Callout>
      ) : (
        picked && (
          <Callout tone="danger" title="This one cannot become a server">
            <p>{picked.problem}</p>
            <code className="mt-1 block break-all">{picked.summary}</code>
          </Callout>
        )
      )}
    </div>
  );
}

function CandidateBadge({ candidate, isAdded }: { candidate: ImportCandidate; isAdded: boolean }) {
  if (isAdded) return <Badge tone="success">Added</Badge>;
  if (candidate.definition === null) return <Badge tone="danger">Not possible</Badge>;
  const { length } = candidate.warnings;
  return length > 0 ? <Badge tone="warning">{length === 1 ? "1 warning" : `${length} warnings`}</Badge> : null;
}
