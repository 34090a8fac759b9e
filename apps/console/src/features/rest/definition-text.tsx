"use client";

import type { RestDefinition } from "@peta/contract";
import { Button, Callout, Field, FileButton, Textarea } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";

const example = `baseUrl: https://api.example.com
tools:
  - name: get_order
    method: GET
    path: /orders/{id}
    parameters:
      - { name: id, in: path }`;

/** A definition that somebody wrote, in JSON or YAML: Core reads it and says what is wrong. */
export function DefinitionText(props: { initial?: string; onDefinition: (definition: RestDefinition) => void }) {
  const trpc = useTRPC();
  const [text, setText] = useState(props.initial ?? "");
  const parse = useMutation(
    trpc.servers.parseRestDefinition.mutationOptions({
      meta: { showsError: true },
      onSuccess: ({ definition }) => props.onDefinition(definition),
    }),
  );
  return (
    <div className="grid gap-4">
      <Field
        label="Definition"
        hint="JSON or YAML: the base URL and each tool with its method, path and parameters. It holds no secret."
      >
        <Textarea
          mono
          rows={10}
          spellCheck={false}
          placeholder={example}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button
          busy={parse.isPending}
          busyLabel="Reading"
          disabled={text.trim() === ""}
          onClick={() => parse.mutate({ text })}
        >
          Read definition
        </Button>
        <FileButton accept=".json,.yaml,.yml" onFile={(file) => void file.text().then(setText)}>
          Choose a file
        </FileButton>
      </div>
      {parse.error && (
        <Callout tone="danger" title="The definition does not fit" live>
          <span className="whitespace-pre-wrap">{toConsoleError(parse.error).message}</span>
        </Callout>
      )}
    </div>
  );
}
