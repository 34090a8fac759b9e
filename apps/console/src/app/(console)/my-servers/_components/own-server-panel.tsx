"use client";

import type { OwnPrincipal, UserServerView } from "@peta/contract";
import { Button, Callout, SidePanel, StatusBadge } from "@peta/ui";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { OwnValuesForm } from "@/features/user-values/own-values-form.tsx";
import { statusOf } from "@/features/user-values/own-values-words.ts";
import { RemoveValuesDialog } from "@/features/user-values/remove-values-dialog.tsx";

export interface OwnServerPanelProps {
  /** Closed without one. */
  server: UserServerView | undefined;
  /** Whose values, when not one's own. */
  agent: OwnPrincipal | undefined;
  onClose: () => void;
}

/** One's own values for a server: enter, replace, delete. */
export function OwnServerPanel({ server, agent, onClose }: OwnServerPanelProps) {
  const [removing, setRemoving] = useState<UserServerView | null>(null);
  return (
    <>
      <SidePanel
        open={server !== undefined && removing === null}
        onOpenChange={(open) => !open && onClose()}
        title={server?.displayName ?? ""}
        description={agent ? `Values for your agent ${agent.displayName}` : "Your own values"}
        actions={
          server?.isConfigured && (
            <Button variant="ghost" icon={<Trash2 aria-hidden />} onClick={() => setRemoving(server)}>
              Delete
            </Button>
          )
        }
      >
        {server && (
          <div className="grid gap-5">
            <p className="flex flex-wrap items-center gap-2 text-13 text-text-muted">
              <StatusBadge status={statusOf(server.status)} />
              {server.statusReason}
            </p>
            {server.valuesOf === "owner" && (
              <Callout tone="info">
                The agent calls with your own values. What you enter here replaces them for it.
              </Callout>
            )}
            <p className="text-13 text-text-muted">
              Core starts the server with these values for {agent ? agent.displayName : "you"} alone, and seals them.
              Nobody can read a secret back.
            </p>
            <OwnValuesForm
              key={`${server.serverId} ${agent?.principalId ?? ""}`}
              server={server}
              agentId={agent?.principalId}
              onSaved={onClose}
              onCancel={onClose}
            />
          </div>
        )}
      </SidePanel>
      <RemoveValuesDialog
        server={removing}
        agentId={agent?.principalId}
        onClose={() => {
          setRemoving(null);
          onClose();
        }}
      />
    </>
  );
}
