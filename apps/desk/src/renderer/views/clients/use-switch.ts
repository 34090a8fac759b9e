import type { DangerLevel, PermissionTarget } from "@peta/ui";
import { permissionKey, useToast } from "@peta/ui";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ask, problemOf } from "../../desk/ask.ts";
import { useConnection } from "../../desk/desk-state.tsx";
import { type ClientRef, capabilitiesKey } from "../../desk/queries.ts";
import { capabilityOf } from "./switch-groups.ts";

/** Changes layer 3 of one client, and shows what came of it. */
export function useSwitch(client: ClientRef) {
  const { connectionId } = useConnection();
  const queries = useQueryClient();
  const toast = useToast();
  const [busyKeys, setBusyKeys] = useState<ReadonlySet<string>>(new Set());

  async function change(
    target: PermissionTarget,
    what: { enabled: boolean | null } | { dangerLevel: DangerLevel | null },
  ) {
    const key = permissionKey(target);
    const capability = capabilityOf(target.entryId);
    setBusyKeys((keys) => new Set(keys).add(key));
    try {
      const { note, capabilities } = await ask(
        window.desk.clients.setSwitch({
          connectionId,
          ...client,
          serverId: target.groupId,
          ...(capability !== null && { capability }),
          ...what,
        }),
      );
      queries.setQueryData(capabilitiesKey(connectionId, client), capabilities);
      void queries.invalidateQueries({ queryKey: ["clients", connectionId] });
      if (note !== null) toast.show({ title: note });
    } catch (error) {
      toast.show({ tone: "danger", title: "This was not changed", description: problemOf(error).message });
    } finally {
      setBusyKeys((keys) => new Set([...keys].filter((one) => one !== key)));
    }
  }
  return {
    busyKeys,
    // What is on again is not said any more: the layers above speak.
    onSwitch: (target: PermissionTarget, isOn: boolean) => void change(target, { enabled: isOn ? null : false }),
    onRaise: (target: PermissionTarget, dangerLevel: DangerLevel | null) => void change(target, { dangerLevel }),
  };
}
