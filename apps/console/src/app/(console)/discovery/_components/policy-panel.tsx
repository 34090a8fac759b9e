"use client";

import type { CachePolicyView } from "@peta/contract";
import { Callout, DetailSkeleton, SidePanel } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type CapabilityRef, draftOfPolicy, newPolicy } from "@/features/cache/policy-draft.ts";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { CapabilityChoice } from "./capability-choice.tsx";
import { PolicyActions } from "./policy-actions.tsx";
import { PolicyForm } from "./policy-form.tsx";

/** The policy of one capability, or a new one: first the capability, then how its answers are kept. */
export function PolicyPanel(props: {
  /** "new", or the text of a capability; null: closed. */
  of: string | null;
  policy: CachePolicyView | undefined;
  isLoaded: boolean;
  /** The capability that the address names. */
  capability: CapabilityRef | null;
  onClose: () => void;
}) {
  const { policy, capability, onClose } = props;
  const [chosen, setChosen] = useState<CapabilityRef | null>(null);
  const about = capability ?? chosen;
  const close = () => {
    setChosen(null);
    onClose();
  };
  return (
    <SidePanel
      open={props.of !== null}
      onOpenChange={(open) => !open && close()}
      size="lg"
      title={about ? <span className="font-mono break-all">{about.name}</span> : "Keep answers"}
      description={about ? `${about.serverId}, ${about.kind}` : "Of which tool, prompt or resource?"}
      actions={policy && <PolicyActions policy={policy} onRemoved={close} />}
    >
      {!props.isLoaded ? (
        <DetailSkeleton label="Loading the policy" />
      ) : (
        <div className="grid grid-cols-1 gap-5">
          {!capability && <CapabilityChoice chosen={chosen} onChange={setChosen} />}
          {policy?.problem && (
            <Callout tone="warning" title="Nothing is kept now">
              {policy.problem}
            </Callout>
          )}
          {about && (
            <FormOf key={JSON.stringify([about, policy?.updatedAt])} about={about} policy={policy} onDone={close} />
          )}
        </div>
      )}
    </SidePanel>
  );
}

function FormOf(props: { about: CapabilityRef; policy: CachePolicyView | undefined; onDone: () => void }) {
  const { about, policy } = props;
  const trpc = useTRPC();
  const server = useQuery(trpc.servers.get.queryOptions({ serverId: about.serverId }));
  if (server.error && !server.data) {
    return <QueryProblem query={server} what="What the server offers could not be read" compact />;
  }
  if (!server.data) return <DetailSkeleton label="Loading the capability" />;
  return (
    <PolicyForm
      about={about}
      initial={policy ? draftOfPolicy(policy) : newPolicy}
      isNew={!policy}
      definition={
        server.data.capabilities.find(({ kind, name }) => kind === about.kind && name === about.name)?.definition
      }
      tools={server.data.capabilities.filter(({ kind }) => kind === "tool").map(({ name }) => name)}
      onDone={props.onDone}
    />
  );
}
