"use client";

import {
  Card,
  CardSkeleton,
  DescriptionList,
  PageHeader,
  RelativeTime,
  StatusBadge,
  TextLink,
  ThemeToggle,
} from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { ApprovalSettingsCard } from "@/features/approvals/approval-settings-card.tsx";
import { absoluteEndpoint } from "@/features/connect/client-configurations.ts";
import { ClientTabs } from "@/features/connect/client-tabs.tsx";
import { roleWords } from "@/features/principals/role-words.ts";
import { useMe } from "@/features/session/session-context.tsx";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { WorkspaceCard } from "@/features/workspaces/workspace-card.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";

/** What runs here, where clients connect, how it looks, who one is. */
export function SettingsPage() {
  const trpc = useTRPC();
  const me = useMe();
  const status = useQuery(trpc.installation.status.queryOptions());
  return (
    <>
      <PageHeader title="Settings" description="This installation, and how the Console looks in this browser." />
      <div className="grid items-start gap-4 lg:grid-cols-2">
        {status.data ? (
          <Card title="Installation">
            <DescriptionList
              items={[
                { term: "Version", value: status.data.version },
                { term: "Started", value: <RelativeTime at={status.data.startedAt} /> },
                {
                  term: "Database",
                  value: (
                    <StatusBadge
                      status={status.data.database.reachable ? "online" : "error"}
                      label={status.data.database.reachable ? "Reachable" : "Not reachable"}
                    />
                  ),
                  hint:
                    status.data.database.kind === "embedded"
                      ? "The PostgreSQL that comes with Peta"
                      : "PostgreSQL of your own (DATABASE_URL)",
                },
                { term: "Policy snapshot", value: status.data.snapshotVersion, mono: true },
                { term: "Workspace", value: `${status.data.workspace.name} (${status.data.workspace.slug})` },
                { term: "MCP sessions", value: status.data.counts.sessions },
                {
                  term: "MCP endpoint",
                  value: absoluteEndpoint(status.data.endpoint, window.location.origin),
                  copy: absoluteEndpoint(status.data.endpoint, window.location.origin),
                  mono: true,
                  wide: true,
                },
              ]}
            />
          </Card>
        ) : status.error ? (
          <Card title="Installation">
            <QueryProblem query={status} what="The state could not be read" compact />
          </Card>
        ) : (
          <CardSkeleton lines={6} label="Loading installation" />
        )}
        <div className="grid gap-4">
          <Card title="You">
            <DescriptionList
              items={[
                { term: "Name", value: me.displayName },
                { term: "Id", value: me.principalId, mono: true },
                { term: "E-mail", value: me.email },
                { term: "Role", value: roleWords[me.role].label, hint: roleWords[me.role].means },
              ]}
            />
          </Card>
          <Card title="Appearance" description="Kept in this browser.">
            <div className="flex flex-wrap items-center justify-between gap-3">
              <ThemeToggle variant="segments" />
              <TextLink href="/gallery">Gallery of all parts</TextLink>
            </div>
          </Card>
        </div>
        <div className="grid gap-4 lg:col-span-2">
          <ApprovalSettingsCard />
          <WorkspaceCard />
        </div>
        {status.data && (
          <Card
            title="Connect a client"
            description="Put an access token in its place. Tokens are made on the page of a person or agent."
            className="lg:col-span-2"
          >
            <ClientTabs endpoint={status.data.endpoint} />
          </Card>
        )}
      </div>
    </>
  );
}
