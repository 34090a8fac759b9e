"use client";

import type { ServerTemplate } from "@peta/contract";
import { Badge, EmptyState, PickList, TableSkeleton } from "@peta/ui";
import { useQuery } from "@tanstack/react-query";
import { LayoutTemplate } from "lucide-react";
import { useRouter } from "next/navigation";
import { transportWords } from "@/features/servers/server-words.ts";
import { addedHref } from "@/features/servers/sign-in-words.ts";
import { QueryProblem } from "@/features/states/query-problem.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { useUrlState } from "@/lib/url/use-url-state.ts";
import { DefinitionForm } from "./definition-form.tsx";
import { RemoveTemplate } from "./remove-template.tsx";

/** The templates of the workspace and those that come with Peta; the picked one is filled in beside the list. */
export function AddFromTemplate() {
  const trpc = useTRPC();
  const router = useRouter();
  const templates = useQuery(trpc.templates.list.queryOptions());
  const [params, setParams] = useUrlState(["template"] as const);
  if (templates.error && !templates.data) {
    return <QueryProblem query={templates} what="The templates could not be read" />;
  }
  if (!templates.data) return <TableSkeleton rows={4} columns={2} label="Loading templates" />;
  const chosen = templates.data.find(({ templateId }) => templateId === params.template);
  const groups = [
    { id: "workspace", label: "Of this workspace", items: templates.data.filter((one) => one.source === "workspace") },
    { id: "bundled", label: "Come with Peta", items: templates.data.filter((one) => one.source === "bundled") },
  ].filter(({ items }) => items.length > 0);
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <PickList<ServerTemplate>
        label="Templates"
        groups={groups}
        itemKey={({ templateId }) => templateId}
        selectedKey={params.template}
        onPick={({ templateId }) => setParams({ template: templateId })}
      >
        {(template) => (
          <>
            <span className="flex items-center justify-between gap-2 font-medium">
              {template.displayName}
              <Badge>{transportWords[template.launch.transport]}</Badge>
            </span>
            {template.description && <span className="block text-12 text-text-muted">{template.description}</span>}
          </>
        )}
      </PickList>
      {chosen ? (
        <DefinitionForm
          key={chosen.templateId}
          definition={chosen}
          from={{ templateId: chosen.templateId }}
          suggestedId={chosen.templateId.slice(0, 40)}
          onAdded={(added) => router.push(addedHref(added))}
          actions={
            chosen.source === "workspace" && (
              <RemoveTemplate template={chosen} onRemoved={() => setParams({ template: null })} />
            )
          }
        />
      ) : (
        <EmptyState icon={<LayoutTemplate aria-hidden />} title="Pick a template" compact>
          What it starts or reaches, and the values that it needs, appear here. Templates of your own come from an
          import, or from <code>peta template save</code>.
        </EmptyState>
      )}
    </div>
  );
}
