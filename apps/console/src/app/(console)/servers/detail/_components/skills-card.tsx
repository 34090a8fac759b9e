"use client";

import { Button, Callout, Card, CardSkeleton, Field, focusSoon, Select, useToast } from "@peta/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { SkillDiffView } from "@/features/skills/skill-diff-view.tsx";
import { versionWords } from "@/features/skills/skills-draft.ts";
import { UploadSkills } from "@/features/skills/upload-skills.tsx";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import type { ServerDetail } from "@/lib/trpc/outputs.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { RemoveVersion } from "./remove-version.tsx";

export type SkillsLaunchView = Extract<ServerDetail["launch"], { transport: "skills" }>;

/** The versions of a package: another one is compared with what is served, then served. */
export function SkillsCard({ serverId, launch }: { serverId: string; launch: SkillsLaunchView }) {
  const trpc = useTRPC();
  const parts = useRef<HTMLDivElement>(null);
  const packages = useQuery(trpc.skills.list.queryOptions());
  const [version, setVersion] = useState<number | null>(null);
  const versions = packages.data?.find((one) => one.packageId === launch.packageId)?.versions ?? [];
  if (packages.error && !packages.data) {
    return (
      <Card title="Versions">
        <QueryProblem query={packages} what="The versions could not be read" compact />
      </Card>
    );
  }
  if (!packages.data) return <CardSkeleton lines={3} label="Loading versions" />;
  return (
    <Card title="Versions" description="A version never changes. What agents read changes only when another is served.">
      <div ref={parts} className="grid grid-cols-1 gap-5">
        <Field label="Compare with" hint={`Version ${launch.version} is served now.`} className="max-w-96">
          <Select
            value={String(version ?? launch.version)}
            options={versions.map((one, index) => ({
              value: String(one.version),
              label: versionWords(one, index === 0) + (one.version === launch.version ? ", served" : ""),
            }))}
            onValueChange={(value) => setVersion(Number(value))}
          />
        </Field>
        {version !== null && version !== launch.version && (
          <ServeVersion
            key={version}
            serverId={serverId}
            launch={launch}
            version={version}
            isUnused={versions.find((one) => one.version === version)?.usedBy.length === 0}
            onServed={() => {
              setVersion(null);
              focusSoon(() => parts.current?.querySelector("select"));
            }}
          />
        )}
        <UploadSkills
          packageId={launch.packageId}
          onUploaded={(_, uploaded) => {
            setVersion(uploaded);
            focusSoon(() => parts.current?.querySelector("select"));
          }}
        />
      </div>
    </Card>
  );
}

function ServeVersion(props: {
  serverId: string;
  launch: SkillsLaunchView;
  version: number;
  /** No server serves it. */
  isUnused: boolean;
  onServed: () => void;
}) {
  const { serverId, launch, version } = props;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const markStale = useMarkStale();
  const diff = useQuery(
    trpc.skills.diff.queryOptions({ packageId: launch.packageId, from: launch.version, to: version }),
  );
  const serve = useMutation(
    trpc.servers.update.mutationOptions({
      meta: { showsError: true },
      onSuccess(detail) {
        queries.setQueryData(trpc.servers.get.queryKey({ serverId }), detail);
        void markStale("servers");
        toast.show({
          tone: "success",
          title: `Version ${version} is served`,
          description: "Tools that changed with it wait for a look under Capabilities.",
        });
        props.onServed();
      },
    }),
  );
  if (diff.error && !diff.data) {
    return <QueryProblem query={diff} what="The versions could not be compared" compact />;
  }
  if (!diff.data) return <CardSkeleton lines={3} label="Comparing versions" />;
  return (
    <section aria-label={`What differs in version ${version}`} className="grid grid-cols-1 gap-4">
      <SkillDiffView diff={diff.data} />
      {serve.error && (
        <Callout tone="danger" live>
          {toConsoleError(serve.error).message}
        </Callout>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          variant="primary"
          busy={serve.isPending}
          onClick={() =>
            serve.mutate({
              serverId,
              launch: {
                transport: "skills",
                packageId: launch.packageId,
                version,
                ...(launch.include && { include: launch.include }),
              },
            })
          }
        >
          Serve version {version}
        </Button>
        {props.isUnused && <RemoveVersion packageId={launch.packageId} version={version} onRemoved={props.onServed} />}
      </div>
    </section>
  );
}
