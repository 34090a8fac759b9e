"use client";

import { Callout, PageHeader } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { networkSentence } from "@/features/network/network-words.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { AddressRules } from "./address-rules.tsx";
import { LimitsCard } from "./limits-card.tsx";

/** Which addresses may come, and how many requests a minute are answered. */
export function NetworkPage() {
  const trpc = useTRPC();
  const rules = useQuery(trpc.network.rules.queryOptions());
  return (
    <>
      <PageHeader title="Network & limits" description={rules.data && networkSentence(rules.data.rules)} />
      {rules.data?.isEnforced === false && (
        <Callout tone="warning" title="Address rules are switched off" className="mb-5">
          Core was started with <code>PETA_IGNORE_ADDRESS_RULES</code>: every address may come, whatever stands here.
          Start it without, once you can get in again.
        </Callout>
      )}
      <AddressRules rules={rules} />
      <LimitsCard />
    </>
  );
}
