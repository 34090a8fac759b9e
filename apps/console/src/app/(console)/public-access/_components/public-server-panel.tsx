"use client";

import { DetailSkeleton, SidePanel } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { PublicServerForm } from "./public-server-form.tsx";

/** What of one server is public. `serverId` null: closed. */
export function PublicServerPanel(props: { serverId: string | null; name: string; onClose: () => void }) {
  return (
    <SidePanel
      open={props.serverId !== null}
      onOpenChange={(open) => !open && props.onClose()}
      size="lg"
      title={props.name}
      description="What anybody may use of it, without a sign-in."
    >
      {props.serverId !== null && <FormOf key={props.serverId} serverId={props.serverId} onDone={props.onClose} />}
    </SidePanel>
  );
}

function FormOf({ serverId, onDone }: { serverId: string; onDone: () => void }) {
  const trpc = useTRPC();
  const server = useQuery(trpc.servers.get.queryOptions({ serverId }));
  if (server.error && !server.data) {
    return <QueryProblem query={server} what="The server could not be read" compact />;
  }
  if (!server.data) return <DetailSkeleton label="Loading the server" />;
  return <PublicServerForm server={server.data} onDone={onDone} />;
}
