"use client";

import { Button, DetailSkeleton, EmptyState, PageHeader, Tabs } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import Link from "next/link";
import { AuditFeed } from "@/features/audit/audit-feed.tsx";
import { EffectivePermissionsView } from "@/features/permissions/effective-permissions-view.tsx";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { usePageTitle } from "@/lib/url/use-page-title.ts";
import { useUrlState } from "@/lib/url/use-url-state.ts";
import { PrincipalClients } from "./principal-clients.tsx";
import { PrincipalHeader } from "./principal-header.tsx";
import { TokenList } from "./token-list.tsx";

/** One person or agent: tokens, permissions, client applications, what they did. */
export function PrincipalPage() {
  const trpc = useTRPC();
  const [params, setParams] = useUrlState(["principal", "tab"] as const);
  const principals = useQuery(trpc.principals.list.queryOptions());
  const principal = principals.data?.find((one) => one.principalId === params.principal);
  usePageTitle(principal?.displayName);

  if (principals.error && !principals.data) {
    return <QueryProblem query={principals} what="The person or agent could not be read" />;
  }
  if (!principals.data) return <DetailSkeleton label="Loading person or agent" />;
  if (!principal) {
    return (
      <>
        <PageHeader title="Person or agent" breadcrumbs={[{ label: "People & agents", href: "/principals" }]} />
        <EmptyState
          icon={<SearchX aria-hidden />}
          title={params.principal ? `There is nobody called ${params.principal}` : "Nobody is named in the address"}
          action={
            <Button asChild>
              <Link href="/principals">All people and agents</Link>
            </Button>
          }
        >
          They may have been removed. The audit log keeps what they did.
        </EmptyState>
      </>
    );
  }
  const { principalId } = principal;
  const items = [
    {
      value: "tokens",
      label: "Access tokens",
      count: principal.activeTokens,
      content: <TokenList principal={principal} />,
    },
    { value: "permissions", label: "Permissions", content: <EffectivePermissionsView principalId={principalId} /> },
    { value: "clients", label: "Clients", content: <PrincipalClients principal={principal} /> },
    {
      value: "activity",
      label: "Activity",
      content: (
        <AuditFeed filters={{ principalId }} columns={["call", "outcome", "client", "reason", "duration", "time"]} />
      ),
    },
  ];
  const tab = items.find((item) => item.value === params.tab)?.value ?? "tokens";
  return (
    <>
      <PrincipalHeader principal={principal} />
      <Tabs
        label="Person or agent"
        items={items}
        value={tab}
        onValueChange={(value) => setParams({ tab: value === "tokens" ? null : value })}
      />
    </>
  );
}
