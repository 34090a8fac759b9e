"use client";

import type { CapabilityKind } from "@peta/contract";
import type { CapabilityView, ServerDetail } from "@/lib/trpc/outputs.ts";
import { Button, DataTable, EmptyState, FilterBar } from "@peta/ui";
import { Wrench } from "lucide-react";
import { useMemo, useState } from "react";
import { useTyped } from "@/lib/url/use-typed.ts";
import { useUrlState } from "@/lib/url/use-url-state.ts";
import { CapabilityPanel } from "./capability-panel.tsx";
import { capabilityColumns, kindWords } from "./capability-columns.tsx";
import { capabilityKey, useSetCapability } from "./use-set-capability.ts";

/** What a server offers, each with the switch and danger level that hold for everybody. */
export function CapabilityList({ server }: { server: ServerDetail }) {
  const [params, setParams] = useUrlState(["q", "kind", "state", "capability"] as const);
  const { change, busy } = useSetCapability(server.serverId);
  const [openKey, setOpenKey] = useState<string | null>(params.capability);
  const columns = useMemo(() => capabilityColumns({ onChange: change, busy }), [change, busy]);

  const search = useTyped(params.q ?? "", (q) => setParams({ q }));
  const word = search.value.trim().toLowerCase();
  const shown = server.capabilities.filter(
    (capability) =>
      (!params.kind || capability.kind === params.kind) &&
      (!params.state || (params.state === "on") === capability.enabled) &&
      (!word ||
        `${capability.name} ${capability.title ?? ""} ${capability.description ?? ""}`.toLowerCase().includes(word)),
  );
  const isFiltered = Boolean(word || params.kind || params.state);
  const clear = () => {
    search.set("");
    setParams({ q: null, kind: null, state: null });
  };
  const kinds = [...new Set(server.capabilities.map((capability) => capability.kind))];

  function open(capability: CapabilityView | null) {
    const key = capability && capabilityKey(capability);
    setOpenKey(key);
    setParams({ capability: key }, key ? "push" : "replace");
  }

  return (
    <>
      {server.capabilities.length > 0 && (
        <FilterBar
          search={{
            value: search.value,
            onChange: search.set,
            placeholder: "Name or description",
            label: "Search capabilities",
          }}
          filters={[
            {
              id: "kind",
              label: "Kind",
              value: params.kind,
              options: kinds.map((kind: CapabilityKind) => ({ value: kind, label: kindWords[kind] })),
              onChange: (kind) => setParams({ kind }),
            },
            {
              id: "state",
              label: "Switch",
              value: params.state,
              options: [
                { value: "on", label: "On" },
                { value: "off", label: "Off" },
              ],
              onChange: (state) => setParams({ state }),
            },
          ]}
          result={
            isFiltered
              ? `${shown.length} of ${server.capabilities.length}`
              : `${server.capabilities.length} capabilities`
          }
          onClear={clear}
        />
      )}
      <DataTable
        label="Capabilities"
        columns={columns}
        rows={shown}
        rowKey={capabilityKey}
        onRowOpen={open}
        selectedKey={openKey}
        empty={
          isFiltered ? (
            <EmptyState
              title="No capability fits these filters"
              compact
              action={<Button onClick={clear}>Clear filters</Button>}
            />
          ) : (
            <EmptyState
              icon={<Wrench aria-hidden />}
              title={server.catalogueReadAt ? "It offers nothing" : "Not read yet"}
              compact
            >
              {server.catalogueReadAt
                ? "The server answered with no tools, resources or prompts. Refresh reads them again."
                : "Core reads what the server offers at its first connection. Test shows why that has not happened."}
            </EmptyState>
          )
        }
      />
      <CapabilityPanel
        capability={server.capabilities.find((capability) => capabilityKey(capability) === openKey)}
        serverId={server.serverId}
        onChange={change}
        isBusy={openKey !== null && busy.has(openKey)}
        onClose={() => open(null)}
      />
    </>
  );
}
