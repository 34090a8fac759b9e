"use client";

import { SecretReveal } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { ClientTabs } from "@/features/connect/client-tabs.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";

/** A token that was just made, to copy by itself or inside a client's configuration. */
export function NewToken({ token, onDone }: { token: string; onDone: () => void }) {
  const trpc = useTRPC();
  const status = useQuery(trpc.installation.status.queryOptions());
  return (
    <div className="grid gap-6">
      <SecretReveal secret={token} label="Access token" onDone={onDone} />
      {status.data && (
        <section className="grid min-w-0 gap-2">
          <h3 className="text-13 font-medium">Connect a client with it</h3>
          <p className="text-13 text-text-muted">What is copied contains the token; on the screen it stays covered.</p>
          <ClientTabs endpoint={status.data.endpoint} token={token} />
        </section>
      )}
    </div>
  );
}
