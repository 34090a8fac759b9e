"use client";

import type { OpenApiPreview, PreviewOpenApiInput, RestDefinition } from "@peta/contract";
import { Button, Callout, Field, FileButton, Input, Textarea } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { OperationPicker } from "./operation-picker.tsx";

export interface OpenApiImportProps {
  onDefinition: (definition: RestDefinition, asked: OpenApiPreview["auth"]) => void;
}

/** An OpenAPI document is read, some of its operations are picked, and a definition comes of them. Nothing is called. */
export function OpenApiImport({ onDefinition }: OpenApiImportProps) {
  const trpc = useTRPC();
  const [text, setText] = useState("");
  const [url, setUrl] = useState("");
  const [source, setSource] = useState<PreviewOpenApiInput["source"] | null>(null);
  const read = useMutation(trpc.servers.previewOpenApi.mutationOptions({ meta: { showsError: true } }));
  const make = useMutation(
    trpc.servers.previewOpenApi.mutationOptions({
      meta: { showsError: true },
      onSuccess(made) {
        if (made.definition) onDefinition(made.definition, made.auth);
      },
    }),
  );
  function readFrom(from: PreviewOpenApiInput["source"]) {
    setSource(from);
    make.reset();
    read.mutate({ source: from });
  }
  const isUrl = url.trim() !== "";
  const failure = read.error ?? make.error;
  return (
    <div className="grid gap-4">
      <Field label="Address of the document" hint="Core fetches it once, from where Core runs." required={false}>
        <Input
          type="url"
          mono
          autoComplete="off"
          spellCheck={false}
          placeholder="https://api.example.com/openapi.json"
          value={url}
          onChange={(event) => setUrl(event.target.value)}
        />
      </Field>
      {!isUrl && (
        <Field label="Or its text" hint="OpenAPI 3.x, in JSON or YAML." required={false}>
          <Textarea mono rows={4} spellCheck={false} value={text} onChange={(event) => setText(event.target.value)} />
        </Field>
      )}
      <div className="flex flex-wrap gap-2">
        <Button
          busy={read.isPending}
          busyLabel="Reading"
          disabled={!isUrl && text.trim() === ""}
          onClick={() => readFrom(isUrl ? { url: url.trim() } : { text })}
        >
          Read document
        </Button>
        {!isUrl && (
          <FileButton
            accept=".json,.yaml,.yml"
            onFile={(file) =>
              void file.text().then((content) => {
                setText(content);
                readFrom({ text: content });
              })
            }
          >
            Choose a file
          </FileButton>
        )}
      </div>
      {failure && (
        <Callout tone="danger" title="The document could not be read" live>
          {toConsoleError(failure).message}
        </Callout>
      )}
      {read.data && source && !read.isPending && (
        <OperationPicker
          key={read.submittedAt}
          preview={read.data}
          problems={make.data && make.data.definition === null ? make.data.problems : []}
          isBusy={make.isPending}
          onPick={(pick, baseUrl) => make.mutate({ source, pick, ...(baseUrl && { baseUrl }) })}
        />
      )}
    </div>
  );
}
