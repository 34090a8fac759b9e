"use client";

import type { ServerDefinition } from "@peta/contract";
import { Button, ConfirmDialog, useToast } from "@peta/ui";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/lib/trpc/client.ts";

/** Keeps a definition for the administrators of the workspace. Core refuses one that holds a credential. */
export function KeepAsTemplate({ templateId, definition }: { templateId: string; definition: ServerDefinition }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const [isAsked, setAsked] = useState(false);
  const templates = useQuery(trpc.templates.list.queryOptions());
  const existing = templates.data?.find((one) => one.templateId === templateId && one.source === "workspace");
  const save = useMutation(
    trpc.templates.save.mutationOptions({
      meta: { failure: "The template was not kept" },
      onSuccess(saved) {
        void queries.invalidateQueries({ queryKey: trpc.templates.pathKey() });
        toast.show({ tone: "success", title: `${saved.displayName} is a template now` });
      },
      onSettled: () => setAsked(false),
    }),
  );
  const keep = () => save.mutate({ templateId, definition });
  return (
    <>
      <Button
        size="sm"
        busy={save.isPending}
        disabled={templates.isPending}
        onClick={existing ? () => setAsked(true) : keep}
      >
        Keep as template
      </Button>
      <ConfirmDialog
        open={isAsked}
        onOpenChange={setAsked}
        title={`Replace the template ${existing?.displayName ?? templateId}?`}
        confirmLabel="Replace template"
        busy={save.isPending}
        onConfirm={keep}
      >
        <p>This workspace has a template of this name. Servers that were made from it stay as they are.</p>
      </ConfirmDialog>
    </>
  );
}
