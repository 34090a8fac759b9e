"use client";

import { Button, DetailSkeleton, EmptyState, focusSoon, PageHeader, Tabs } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { SearchX } from "lucide-react";
import Link from "next/link";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { usePageTitle } from "@/lib/url/use-page-title.ts";
import { useUrlState } from "@/lib/url/use-url-state.ts";
import { CapabilityList } from "./capability-list.tsx";
import { ServerActivity } from "./server-activity.tsx";
import { ServerConfiguration } from "./server-configuration.tsx";
import { ServerHeader } from "./server-header.tsx";
import { ServerLog } from "./server-log.tsx";
import { ServerSettings } from "./server-settings.tsx";
import { ServerUserValues } from "./server-user-values.tsx";
import { SIGN_IN_ID } from "./sign-in-card.tsx";
import { useServerSignIn } from "./use-server-sign-in.ts";
import { WaitingChanges } from "./waiting-changes.tsx";

/** One server: its state, what it offers, how it is reached and run, what it writes and did. */
export function ServerPage() {
  const trpc = useTRPC();
  const [params, setParams] = useUrlState(["server", "tab"] as const);
  const serverId = params.server ?? "";
  const server = useQuery(trpc.servers.get.queryOptions({ serverId }, { enabled: serverId !== "" }));
  const signIn = useServerSignIn(server.data);
  usePageTitle(server.data?.displayName);

  if (serverId === "" || (server.error && toConsoleError(server.error).code === "server.not_found")) {
    return (
      <>
        <PageHeader title="Server" breadcrumbs={[{ label: "Servers", href: "/servers" }]} />
        <EmptyState
          icon={<SearchX aria-hidden />}
          title={serverId ? `There is no server ${serverId}` : "No server is named in the address"}
          action={
            <Button asChild>
              <Link href="/servers">All servers</Link>
            </Button>
          }
        >
          It may have been removed. The audit log keeps what it did.
        </EmptyState>
      </>
    );
  }
  if (server.error && !server.data) {
    return <QueryProblem query={server} what="The server could not be read" />;
  }
  if (!server.data) return <DetailSkeleton label="Loading server" />;

  const detail = server.data;
  const items = [
    {
      value: "capabilities",
      label: "Capabilities",
      count: detail.capabilities.length,
      content: <CapabilityList server={detail} />,
    },
    {
      value: "configuration",
      label: "Configuration",
      content: <ServerConfiguration server={detail} signIn={signIn} />,
    },
    {
      value: "values",
      label: "Users' values",
      ...(detail.instances && { count: detail.instances.configured }),
      content: <ServerUserValues key={detail.serverId} server={detail} />,
    },
    {
      value: "settings",
      label: "Settings",
      content: <ServerSettings key={detail.serverId} server={detail} />,
    },
    { value: "log", label: "Log", content: <ServerLog key={detail.serverId} server={detail} /> },
    { value: "activity", label: "Activity", content: <ServerActivity serverId={detail.serverId} /> },
  ];
  const tab = items.find((item) => item.value === params.tab)?.value ?? "capabilities";
  return (
    <>
      <ServerHeader
        server={detail}
        isSigningIn={signIn.isStarting || signIn.waiting !== null}
        onSignIn={() => {
          signIn.begin();
          setParams({ tab: "configuration" });
          focusSoon(() => document.getElementById(SIGN_IN_ID));
        }}
      />
      <WaitingChanges server={detail} />
      <Tabs
        label="Server"
        items={items}
        value={tab}
        onValueChange={(value) => setParams({ tab: value === "capabilities" ? null : value })}
      />
    </>
  );
}
