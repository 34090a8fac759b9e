"use client";

import { CardSkeleton } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { RestFields, type RestFieldsProps } from "@/features/rest/rest-fields.tsx";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";

/** The fields of a REST API that is registered: they begin with its definition. */
export function StoredRestFields({ serverId, draft, onChange, errors }: RestFieldsProps & { serverId: string }) {
  const trpc = useTRPC();
  const stored = useQuery(trpc.servers.restDefinition.queryOptions({ serverId }));
  const hasBegun = useRef(false);
  const { data } = stored;
  useEffect(() => {
    if (!data || hasBegun.current) return;
    hasBegun.current = true;
    onChange({ ...draft, definition: data.definition });
  }, [data, draft, onChange]);
  if (stored.error && !data) {
    return <QueryProblem query={stored} what="The definition could not be read" compact />;
  }
  if (!data) return <CardSkeleton lines={4} label="Loading the definition" />;
  return <RestFields draft={draft} onChange={onChange} errors={errors} />;
}
