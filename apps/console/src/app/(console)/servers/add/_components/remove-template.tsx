"use client";

import type { ServerTemplate } from "@peta/contract";
import { Button, ConfirmDialog, useToast } from "@peta/ui";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";

/** Forgets a template of the workspace; servers made from it stay. */
export function RemoveTemplate({ template, onRemoved }: { template: ServerTemplate; onRemoved: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const toast = useToast();
  const [isAsked, setAsked] = useState(false);
  const remove = useMutation(
    trpc.templates.remove.mutationOptions({
      meta: { showsError: true },
      onSuccess() {
        void queries.invalidateQueries({ queryKey: trpc.templates.pathKey() });
        toast.show({ tone: "success", title: `The template ${template.displayName} is removed` });
        setAsked(false);
        onRemoved();
      },
    }),
  );
  return (
    <>
      <Button size="sm" variant="danger-outline" onClick={() => setAsked(true)}>
        Remove template
      </Button>
      <ConfirmDialog
        open={isAsked}
        onOpenChange={setAsked}
        title={`Remove the template ${template.displayName}?`}
        confirmLabel="Remove template"
        tone="danger"
        busy={remove.isPending}
        error={remove.error ? toConsoleError(remove.error).message : undefined}
        onConfirm={() => remove.mutate({ templateId: template.templateId })}
      >
        <p>Nobody can add a server from it any more. Servers that were made from it stay as they are.</p>
      </ConfirmDialog>
    </>
  );
}
