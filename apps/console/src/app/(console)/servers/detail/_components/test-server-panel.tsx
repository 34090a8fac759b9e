"use client";

import type { ServerDetail } from "@/lib/trpc/outputs.ts";
import { Button, SidePanel } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { TestPanel } from "@/features/servers/test-panel.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";

/** Tests the stored configuration as soon as it opens. */
export function TestServerPanel({
  server,
  open,
  onClose,
}: {
  server: ServerDetail;
  open: boolean;
  onClose: () => void;
}) {
  return (
    <SidePanel
      open={open}
      onOpenChange={(next) => !next && onClose()}
      title={`Test ${server.displayName}`}
      description="Connects once with the stored configuration. Nothing is changed."
    >
      <RunningTest server={server} />
    </SidePanel>
  );
}

function RunningTest({ server }: { server: ServerDetail }) {
  const trpc = useTRPC();
  const { mutate, data, error, isPending } = useMutation(
    trpc.servers.test.mutationOptions({ meta: { showsError: true } }),
  );
  const { serverId } = server;
  useEffect(() => mutate({ serverId }), [mutate, serverId]);
  return (
    <div className="grid gap-5">
      <TestPanel
        transport={server.transport}
        result={data}
        isRunning={isPending}
        failure={error ? toConsoleError(error).message : undefined}
      />
      <div>
        <Button onClick={() => mutate({ serverId })} busy={isPending} busyLabel="Testing">
          Test again
        </Button>
      </div>
    </div>
  );
}
