"use client";

import type { PurgeCacheInput } from "@peta/contract";
import { Button, Dialog, DropdownMenu, Field, MenuItem, MenuSeparator, Select } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { ChevronDown, Eraser } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "@/lib/trpc/client.ts";
import { refOfText, refText } from "@/features/cache/policy-draft.ts";

type Scope = "server" | "capability" | "principal";

const scopeWords: Record<Scope, { title: string; label: string }> = {
  server: { title: "Forget the answers of a server", label: "Server" },
  capability: { title: "Forget the answers of a capability", label: "Capability" },
  principal: { title: "Forget the answers of a person or agent", label: "Person or agent" },
};

/** What is forgotten: everything, what has expired, or that of one server, capability, person or agent. */
export function PurgeMenu({ onPurge, isBusy }: { onPurge: (input: PurgeCacheInput) => void; isBusy: boolean }) {
  const [scope, setScope] = useState<Scope | null>(null);
  return (
    <>
      <DropdownMenu
        label="Forget answers"
        trigger={
          <Button icon={<Eraser aria-hidden />} busy={isBusy} busyLabel="Forgetting">
            Forget <ChevronDown aria-hidden className="size-4" />
          </Button>
        }
      >
        <MenuItem onSelect={() => setScope("server")}>Of a server…</MenuItem>
        <MenuItem onSelect={() => setScope("capability")}>Of a capability…</MenuItem>
        <MenuItem onSelect={() => setScope("principal")}>Of a person or agent…</MenuItem>
        <MenuItem onSelect={() => onPurge({ scope: "expired" })}>What has expired</MenuItem>
        <MenuSeparator />
        <MenuItem danger onSelect={() => onPurge({ scope: "all" })}>
          Everything
        </MenuItem>
      </DropdownMenu>
      {scope && (
        <PurgeDialog
          scope={scope}
          onClose={() => setScope(null)}
          onPurge={(input) => {
            setScope(null);
            onPurge(input);
          }}
        />
      )}
    </>
  );
}

function PurgeDialog(props: { scope: Scope; onClose: () => void; onPurge: (input: PurgeCacheInput) => void }) {
  const { scope } = props;
  const [chosen, setChosen] = useState("");
  const options = useScopeOptions(scope);
  function purge() {
    const ref = refOfText(chosen);
    if (scope === "server") props.onPurge({ scope, serverId: chosen });
    else if (scope === "principal") props.onPurge({ scope, principalId: chosen });
    else if (ref) props.onPurge({ scope, ...ref });
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && props.onClose()}
      title={scopeWords[scope].title}
      description="They are asked for again with the next call."
      footer={
        <>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button variant="primary" disabled={chosen === ""} onClick={purge}>
            Forget
          </Button>
        </>
      }
    >
      <Field label={scopeWords[scope].label} required>
        <Select
          placeholder={options?.length === 0 ? "There is none" : "Choose"}
          value={chosen}
          options={options ?? []}
          onValueChange={setChosen}
        />
      </Field>
    </Dialog>
  );
}

/** What can be chosen; undefined while it is on its way. */
function useScopeOptions(scope: Scope): { value: string; label: string }[] | undefined {
  const trpc = useTRPC();
  const servers = useQuery(trpc.servers.list.queryOptions(undefined, { enabled: scope === "server" }));
  const policies = useQuery(trpc.cache.policies.queryOptions(undefined, { enabled: scope === "capability" }));
  const principals = useQuery(trpc.principals.list.queryOptions(undefined, { enabled: scope === "principal" }));
  if (scope === "server") return servers.data?.map((one) => ({ value: one.serverId, label: one.displayName }));
  if (scope === "principal") return principals.data?.map((one) => ({ value: one.principalId, label: one.displayName }));
  return policies.data?.map((one) => ({ value: refText(one), label: `${one.serverId}::${one.name} (${one.kind})` }));
}
