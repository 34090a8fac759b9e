"use client";

import { FilterBar, type FilterDefinition, Input } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import type { AuditFilters } from "@/features/audit/audit-filters.ts";
import { channelOptions, outcomeOptions } from "@/features/audit/outcome-words.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { useTyped } from "@/lib/url/use-typed.ts";

export interface AuditFilterBarProps {
  filters: AuditFilters;
  onChange: (part: Partial<AuditFilters>) => void;
  onClear: () => void;
}

/** MCP methods and the changes of administrators that one looks for most; any other action works in the address. */
const actions = [
  "tools/call",
  "tools/list",
  "resources/read",
  "answer.transfer",
  "prompts/get",
  "initialize",
  "approval.request",
  "approval.approve",
  "approval.reject",
  "client.set_switch",
  "oauth.consent",
  "oauth_grant.revoke",
  "console_session.sign_in",
  "server.add",
  "server.update",
  "server.remove",
  "server.set_capability",
  "principal.add",
  "principal.update",
  "principal.remove",
  "token.create",
  "token.revoke",
  "permission.set",
  "policy.save",
].map((value) => ({ value, label: value }));

/** Outcome, who, server, capability, action and days. */
export function AuditFilterBar({ filters, onChange, onClear }: AuditFilterBarProps) {
  const trpc = useTRPC();
  const servers = useQuery(trpc.servers.list.queryOptions());
  const principals = useQuery(trpc.principals.list.queryOptions());
  const capability = useTyped(filters.capability ?? "", (value) => onChange({ capability: value || undefined }));
  const pick = (
    id: keyof AuditFilters,
    label: string,
    options: readonly { value: string; label: string }[],
  ): FilterDefinition => ({
    id,
    label,
    value: filters[id] ?? null,
    options,
    onChange: (value) => onChange({ [id]: value ?? undefined }),
  });
  return (
    <FilterBar
      search={{
        value: capability.value,
        onChange: capability.set,
        placeholder: "Capability, exact name",
        label: "Filter by capability name",
      }}
      filters={[
        pick("outcome", "Outcome", outcomeOptions),
        pick(
          "principalId",
          "Who",
          (principals.data ?? []).map((one) => ({ value: one.principalId, label: one.displayName })),
        ),
        pick(
          "serverId",
          "Server",
          (servers.data ?? []).map((one) => ({ value: one.serverId, label: one.displayName })),
        ),
        pick("action", "Action", actions),
        pick("channel", "Way", channelOptions),
      ]}
      onClear={() => {
        capability.set("");
        onClear();
      }}
    >
      <Day label="From" value={filters.from} onChange={(from) => onChange({ from })} />
      <Day label="To" value={filters.to} onChange={(to) => onChange({ to })} />
    </FilterBar>
  );
}

function Day(props: { label: string; value: string | undefined; onChange: (day: string | undefined) => void }) {
  return (
    <label className="flex items-center gap-1.5 text-12 text-text-muted">
      <span>
        {props.label}
        <span className="sr-only"> day</span>
      </span>
      <Input
        type="date"
        value={props.value ?? ""}
        onChange={(event) => props.onChange(event.target.value || undefined)}
        className="w-34"
      />
    </label>
  );
}
