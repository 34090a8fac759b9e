import { EmptyState, ErrorState, Field, CardSkeleton, PageHeader, Select } from "@peta/ui";
import { KeyRound } from "lucide-react";
import { problemOf } from "../../desk/ask.ts";
import { useMine, useOwnServers } from "../../desk/queries.ts";
import { hrefTo, navigate } from "../../router/route.ts";
import { whoseWords } from "../clients/client-words.ts";
import { ServerCredentials } from "./server-credentials.tsx";

/** The servers that run with the person's own values, one form each. */
export function CredentialsPage({ principalId }: { principalId: string | null }) {
  const mine = useMine();
  const servers = useOwnServers(principalId ?? undefined);
  const agents = mine.data?.slice(1) ?? [];
  const agent = principalId === null ? null : whoseWords(principalId, mine.data ?? []);
  const missing = servers.data?.filter(({ valuesOf }) => valuesOf === "none").length ?? 0;
  return (
    <>
      <PageHeader
        title="Own credentials"
        description={
          servers.isPending
            ? "Reading what is needed."
            : missing > 0
              ? `${missing} ${missing === 1 ? "server does" : "servers do"} not work before you enter your own.`
              : "What some servers need to act in your name. It is sealed by Peta, and nobody can read it back."
        }
        actions={
          agents.length > 0 && (
            <Field label="For" hideLabel className="w-52">
              <Select
                value={principalId ?? ""}
                onValueChange={(value) => navigate(hrefTo.credentials(value === "" ? undefined : value))}
                options={[
                  { value: "", label: "For you" },
                  ...agents.map((one) => ({ value: one.principalId, label: `For ${one.displayName}` })),
                ]}
              />
            </Field>
          )
        }
      />
      {servers.isPending && <CardSkeleton label="Loading own credentials" />}
      {!servers.isPending && !servers.data && (
        <ErrorState
          title="Own credentials could not be read"
          {...problemOf(servers.error)}
          onRetry={() => void servers.refetch()}
          retrying={servers.isFetching}
        />
      )}
      {servers.data?.length === 0 && (
        <EmptyState icon={<KeyRound aria-hidden />} title="Nothing needs your own credentials">
          When an administrator adds a server that works with each person's own account, its form appears here.
        </EmptyState>
      )}
      <div className="grid gap-4">
        {servers.data?.map((server) => (
          <ServerCredentials
            key={`${principalId ?? ""} ${server.serverId}`}
            server={server}
            principalId={principalId}
            agent={agent}
          />
        ))}
      </div>
    </>
  );
}
