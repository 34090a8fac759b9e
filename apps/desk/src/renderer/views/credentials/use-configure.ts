import type { UserServerView } from "@peta/contract";
import { useToast } from "@peta/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask, problemOf } from "../../desk/ask.ts";
import { useConnection } from "../../desk/desk-state.tsx";
import type { Progress } from "./configure-steps.ts";

/** Stores and removes somebody's values for one server. */
export function useConfigure(server: UserServerView, principalId: string | null) {
  const { connectionId } = useConnection();
  const queries = useQueryClient();
  const toast = useToast();
  const [progress, setProgress] = useState<Progress>({ at: "idle" });
  const whose = principalId === null ? {} : { principalId };
  const markStale = () =>
    Promise.all(["servers", "clients"].map((noun) => queries.invalidateQueries({ queryKey: [noun, connectionId] })));

  async function store(input: { values: Record<string, string>; shareWithAgents: boolean }): Promise<boolean> {
    const startedAt = performance.now();
    setProgress({ at: "testing" });
    try {
      await ask(window.desk.servers.configure({ connectionId, serverId: server.serverId, ...whose, ...input }));
      setProgress({ at: "stored", tookMs: performance.now() - startedAt });
      return true;
    } catch (error) {
      setProgress({ at: "failed", code: undefined, ...problemOf(error), tookMs: performance.now() - startedAt });
      return false;
    } finally {
      await markStale();
    }
  }
  const remove = useMutation({
    mutationFn: () => ask(window.desk.servers.unconfigure({ connectionId, serverId: server.serverId, ...whose })),
    onSuccess() {
      setProgress({ at: "idle" });
      toast.show({ title: `Your credentials for ${server.displayName} are removed` });
    },
    onSettled: markStale,
  });
  return { progress, store, remove, forgetProgress: () => setProgress({ at: "idle" }) };
}
