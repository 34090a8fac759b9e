"use client";

import { ALL_CLIENTS, type ClientView } from "@peta/contract";
import { DescriptionList, RelativeTime, SidePanel } from "@peta/ui";
import { ClientDiscovery } from "@/features/discovery/client-discovery.tsx";
import { ClientSwitches } from "./client-switches.tsx";
import { clientTitle, sourceWords } from "./client-words.ts";
import { SessionTable } from "./session-table.tsx";

export interface ClientPanelProps {
  principalId: string;
  /** Closed without one. */
  clientKey: string | null;
  /** Undefined for all clients, and for one that is gone. */
  client: ClientView | undefined;
  onClose: () => void;
}

/** One client: where it is known from, its open sessions, and what it may use. */
export function ClientPanel({ principalId, clientKey, client, onClose }: ClientPanelProps) {
  return (
    <SidePanel
      open={clientKey !== null}
      onOpenChange={(open) => !open && onClose()}
      size="lg"
      title={clientKey === null ? "" : clientTitle(clientKey, client?.name)}
      description={
        clientKey === ALL_CLIENTS
          ? `These switches hold for every client of ${principalId}, also for those that come later.`
          : `A client of ${principalId}. Its switches hold for it alone and can only narrow.`
      }
    >
      {clientKey !== null && (
        <div className="grid gap-6">
          {client && (
            <DescriptionList
              compact
              items={[
                { term: "Known from", value: sourceWords[client.source] },
                { term: "Version", value: client.version },
                { term: "First seen", value: <RelativeTime at={client.firstSeenAt} /> },
                { term: "Last seen", value: <RelativeTime at={client.lastSeenAt} /> },
                { term: "Key", value: client.clientKey, mono: true, copy: client.clientKey },
              ]}
            />
          )}
          {client && (
            <section className="grid min-w-0 gap-2">
              <h3 className="text-13 font-semibold">Open sessions</h3>
              <SessionTable principalId={principalId} clientKey={client.clientKey} />
            </section>
          )}
          <section className="grid min-w-0 gap-2">
            <h3 className="text-13 font-semibold">How it meets its tools</h3>
            <ClientDiscovery key={clientKey} principalId={principalId} clientKey={clientKey} />
          </section>
          <section className="grid min-w-0 gap-2">
            <h3 className="text-13 font-semibold">What it may use</h3>
            <ClientSwitches key={clientKey} principalId={principalId} clientKey={clientKey} />
          </section>
        </div>
      )}
    </SidePanel>
  );
}
