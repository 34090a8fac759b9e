"use client";

import type { Status } from "@peta/contract";
import { Button, Card, Checklist, type ChecklistItem } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { ClientTabs } from "@/features/connect/client-tabs.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";

/** What is still to do before an agent's first call; the steps tick themselves. */
export function FirstRun({ status }: { status: Status }) {
  const trpc = useTRPC();
  const principals = useQuery(trpc.principals.list.queryOptions());
  const hasToken = (principals.data ?? []).some((principal) => principal.activeTokens > 0);
  const isReady = status.counts.servers > 0 && hasToken;
  const items: ChecklistItem[] = [
    { id: "owner", title: "Create the owner", done: true, description: "That is you." },
    {
      id: "server",
      title: "Add the first server",
      done: status.counts.servers > 0,
      description: "An MCP server whose tools agents may use.",
      action: (
        <Button asChild variant="primary">
          <Link href="/servers/add">Add server</Link>
        </Button>
      ),
    },
    {
      id: "agent",
      title: "Add the first agent and give it a token",
      done: hasToken,
      description: "Then switch on what it may do, on its permissions tab.",
      action: (
        <Button asChild variant={status.counts.servers > 0 ? "primary" : "secondary"}>
          <Link href="/principals?add=1">Add agent</Link>
        </Button>
      ),
    },
    {
      id: "call",
      title: "Waiting for your first call",
      done: false,
      description: isReady
        ? "Connect a client with the agent's token and call a tool. This page notices by itself."
        : "How to connect a client is beside this list.",
    },
  ];
  return (
    <div className="grid items-start gap-6 lg:grid-cols-2">
      <Card title="First steps" flush>
        <Checklist label="First steps" items={items} />
      </Card>
      <Card title="Make the first call" description="Put the access token in its place; it was shown when it was made.">
        <ClientTabs endpoint={status.endpoint} />
      </Card>
    </div>
  );
}
