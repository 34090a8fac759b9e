"use client";

import { Card, CardSkeleton, TextLink } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { OwnValuesForm } from "@/features/user-values/own-values-form.tsx";
import { ownServerHref, valuesWords } from "@/features/user-values/own-values-words.ts";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";

/** The signed-in person's own values for a server that they look at. */
export function MyValues({ serverId }: { serverId: string }) {
  const trpc = useTRPC();
  const servers = useQuery(trpc.userServers.list.queryOptions({}));
  const server = servers.data?.find((one) => one.serverId === serverId);
  if (servers.error && !servers.data) {
    return (
      <Card title="Your own values">
        <QueryProblem query={servers} what="Your values could not be read" compact />
      </Card>
    );
  }
  if (!servers.data) return <CardSkeleton lines={3} label="Loading your values" />;
  if (!server) {
    return (
      <Card
        title="Your own values"
        description="You may not use this server yourself, so it takes no values of yours."
      />
    );
  }
  return (
    <Card
      title="Your own values"
      description={valuesWords(server)}
      actions={<TextLink href={ownServerHref(serverId)}>My servers</TextLink>}
    >
      <OwnValuesForm key={String(server.configuredAt)} server={server} />
    </Card>
  );
}
