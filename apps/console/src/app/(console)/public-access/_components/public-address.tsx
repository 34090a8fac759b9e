"use client";

import { Callout, Card, CardSkeleton, CodeBlock, TextLink } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { auditHref } from "@/features/audit/audit-filters.ts";
import { absoluteEndpoint } from "@/features/connect/client-configurations.ts";
import { networkSentence } from "@/features/network/network-words.ts";
import { publicEndpoint } from "@/features/public-access/public-words.ts";
import { useMe } from "@/features/session/session-context.tsx";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";

/** The address to give out, who may come to it, and what that means. `isOpen` undefined: not known yet. */
export function PublicAddress({ isOpen }: { isOpen: boolean | undefined }) {
  const trpc = useTRPC();
  const { workspace } = useMe();
  const status = useQuery(trpc.installation.status.queryOptions());
  const rules = useQuery(trpc.network.rules.queryOptions());
  if (status.error && !status.data) {
    return <QueryProblem query={status} what="The address could not be read" compact />;
  }
  if (!status.data || isOpen === undefined) return <CardSkeleton lines={4} label="Loading the address" />;
  const address = publicEndpoint(absoluteEndpoint(status.data.endpoint, window.location.origin), workspace.slug);
  return (
    <div className="mb-8 grid gap-4">
      {isOpen && (
        <Callout tone="warning" title="Anybody who reaches this address can use what is open, and nobody knows who">
          No sign-in, no name, no approval: calls run with the servers’ own credentials, and the records know an address
          only. Choose tools whose every answer may be read by everybody.
        </Callout>
      )}
      <Card
        title="The address to give out"
        description={
          isOpen
            ? "For MCP clients, without a token. One that is sent there is refused."
            : "It answers 401 until a server is open and a tool of it is chosen."
        }
        footer={
          <>
            {rules.data && networkSentence(rules.data.rules)} <TextLink href="/network">Address rules</TextLink>
            <span aria-hidden> · </span>
            <TextLink href={auditHref({ channel: "public" })}>Who came, and what became of it</TextLink>
          </>
        }
      >
        <CodeBlock code={address} copyLabel="Copy the public address" wrap />
      </Card>
    </div>
  );
}
