"use client";

import type { ApprovalView } from "@peta/contract";
import type { FilterOption } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { isAdministrator, useMe } from "@/features/session/session-context.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";

/** Whom and what one can filter by: for administrators everything there is, for others what the list has shown. */
export function useFilterOptions(shown: readonly ApprovalView[]): {
  principals: FilterOption[];
  servers: FilterOption[];
} {
  const trpc = useTRPC();
  const enabled = isAdministrator(useMe());
  const principals = useQuery(trpc.principals.list.queryOptions(undefined, { enabled }));
  const servers = useQuery(trpc.servers.list.queryOptions(undefined, { enabled }));
  return {
    principals: distinct([
      ...(principals.data ?? []).map((one) => ({ value: one.principalId, label: one.displayName })),
      ...shown.map((one) => ({ value: one.principalId, label: one.principalName })),
    ]),
    servers: distinct([
      ...(servers.data ?? []).map((one) => ({ value: one.serverId, label: one.displayName })),
      ...shown.map((one) => ({ value: one.serverId, label: one.serverName })),
    ]),
  };
}

const distinct = (options: readonly FilterOption[]): FilterOption[] =>
  options.filter(({ value }, index) => options.findIndex((one) => one.value === value) === index);
