"use client";

import type { CapabilityKind } from "@peta/contract";
import { Field, Select } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { CapabilityRef } from "@/features/cache/policy-draft.ts";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";

/** A server, then one of the things that it offers. What Core would refuse cannot be chosen, and says so. */
export function CapabilityChoice(props: {
  chosen: CapabilityRef | null;
  onChange: (chosen: CapabilityRef | null) => void;
}) {
  const trpc = useTRPC();
  const [serverId, setServerId] = useState("");
  const servers = useQuery(trpc.servers.list.queryOptions());
  const server = useQuery(trpc.servers.get.queryOptions({ serverId }, { enabled: serverId !== "" }));
  const problem = servers.error ?? server.error;
  if (problem) {
    return <QueryProblem query={servers.error ? servers : server} what="The servers could not be read" compact />;
  }
  const offered = server.data?.capabilities ?? [];
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Server" required>
        <Select
          placeholder={servers.data?.length === 0 ? "No server is registered" : "Choose"}
          value={serverId}
          options={(servers.data ?? []).map((one) => ({ value: one.serverId, label: one.displayName }))}
          onValueChange={(value) => {
            setServerId(value);
            props.onChange(null);
          }}
        />
      </Field>
      <Field label="Capability" hint="Of danger level 2 and above, nothing is kept." required>
        <Select
          placeholder={serverId === "" ? "Choose a server first" : server.data ? "Choose" : "Loading"}
          value={props.chosen ? `${props.chosen.kind} ${props.chosen.name}` : ""}
          disabled={!server.data}
          options={offered.map(({ kind, name, dangerLevel }) => ({
            value: `${kind} ${name}`,
            label: `${name} (${kind}${dangerLevel >= 2 ? `, level ${dangerLevel}` : ""})`,
            disabled: dangerLevel >= 2,
          }))}
          onValueChange={(value) => {
            const found = offered.find(({ kind, name }) => `${kind} ${name}` === value);
            props.onChange(found ? { serverId, kind: found.kind satisfies CapabilityKind, name: found.name } : null);
          }}
        />
      </Field>
    </div>
  );
}
