"use client";

import type { PrincipalView } from "@peta/contract";
import { Card, PageSection } from "@peta/ui";
import { ClientTable } from "@/features/clients/client-table.tsx";
import { SessionTable } from "@/features/clients/session-table.tsx";
import { PrincipalRateForm } from "./principal-rate-form.tsx";

/** The applications of one person or agent, their open sessions, and how often they may ask. */
export function PrincipalClients({ principal }: { principal: PrincipalView }) {
  return (
    <>
      <ClientTable
        principalId={principal.principalId}
        title="Clients"
        description="What its user has switched off for one client, and what you narrow for them. Nothing here can widen."
      />
      <PageSection title="Open MCP sessions" description="A client whose session is ended has to open a new one.">
        <SessionTable principalId={principal.principalId} />
      </PageSection>
      <Card title="Request rate" description="Above it, requests are refused with 429 and the time to wait.">
        <PrincipalRateForm key={String(principal.ratePerMinute)} principal={principal} />
      </Card>
    </>
  );
}
