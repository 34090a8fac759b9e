"use client";

import { Button, Card, CardSkeleton } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { permissionSentence } from "@/features/permissions/matrix-groups.ts";
import { useMe } from "@/features/session/session-context.tsx";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";

/** For who is no administrator: what they themselves may do. */
export function MyAccess() {
  const trpc = useTRPC();
  const { principalId } = useMe();
  const permissions = useQuery(trpc.permissions.show.queryOptions({ principalId }));
  if (permissions.error && !permissions.data) {
    return <QueryProblem query={permissions} what="Your permissions could not be read" compact />;
  }
  if (!permissions.data) return <CardSkeleton lines={2} label="Loading your permissions" />;
  return (
    <Card
      title="What you may do"
      description={permissionSentence(permissions.data)}
      actions={
        <Button asChild>
          <Link href="/permissions">Show permissions</Link>
        </Button>
      }
    />
  );
}
