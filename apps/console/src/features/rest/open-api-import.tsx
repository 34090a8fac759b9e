"use client";

import { MAX_OPENAPI_TEXT, type OpenApiPreview, type PreviewOpenApiInput, type RestDefinition } from "@peta/contract";
import { Button, Callout, Field, focusSoon, Input, Textarea } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { TextFileButton } from "@/features/states/text-file-button.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { OperationPicker } from "./operation-picker.tsx";
import { addressProblem } from "./rest-draft.ts";

export interface OpenApiImportProps {
  onDefinition: (definition: RestDefinition, asked: OpenApiPreview["auth"]) => void;
  /** Why the form cannot do without a definition. */
  error?: string | undefined;
}

/** An OpenAPI document is read, some of its operations are picked, and a definition comes of them. Nothing is called. */
export function OpenApiImport({ onDefinition, error }: OpenApiImportProps) {
  const trpc = useTRPC();
  const [text, setText] = useState("");
  const [url, setUrl] = useState("");
  const [problem, setProblem] = useState<string>();
  const [source, setSource] = useState<PreviewOpenApiInput["source"] | null>(null);
  const parts = useRef<HTMLDivElement>(null);
  const focusOn = (selector: string) => focusSoon(() => parts.current?.querySelector(selector));
  const read = useMutation(trpc.servers.previewOpenApi.mutationOptions({ meta: { showsError: true } }));
  const make = useMutation(
    trpc.servers.previewOpenApi.mutationOptions({
      meta: { showsError: true },
      onSuccess(made) {
        if (made.definition) onDefinition(made.definition, made.auth);
      },
    }),
  );
  const isUrl = url.trim() !== "";
  function readFrom(from: PreviewOpenApiInput["source"]) {
    const found = "url" in from ? addressProblem(from.url) : undefined;
    setProblem(found);
    if (found) return focusOn("input");
    setSource(from);
    make.reset();
    read.mutate({ source: from }, { onError: () => focusOn("[aria-invalid=true]") });
  }
  function forget() {
    setProblem(undefined);
    if (read.error) read.reset();
  }
  const failure = problem ?? (read.error ? toConsoleError(read.error).message : read.data ? undefined : error);
  return (
    <div ref={parts} className="grid gap-4">
      <Field
        label="Address of the document"
        hint="Core fetches it once, from where Core runs."
        required={false}
        error={isUrl || text === "" ? failure : undefined}
      >
        <Input
          type="url"
          mono
          autoComplete="off"
          spellCheck={false}
          placeholder="https://api.example.com/openapi.json"
          value={url}
          onChange={(event) => {
            forget();
            setUrl(event.target.value);
          }}
        />
      </Field>
      {!isUrl && (
        <Field
          label="Or its text"
          hint="OpenAPI 3.x, in JSON or YAML."
          required={false}
          error={text === "" ? undefined : failure}
        >
          <Textarea
            mono
            rows={4}
            spellCheck={false}
            value={text}
            onChange={(event) => {
              forget();
              setText(event.target.value);
            }}
          />
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
          <TextFileButton
            accept=".json,.yaml,.yml"
            maxBytes={MAX_OPENAPI_TEXT}
            onText={(content) => {
              setText(content);
              if (content.trim()) readFrom({ text: content });
            }}
          />
        )}
      </div>
      {read.data && source && !read.isPending && (
        <OperationPicker
          key={read.submittedAt}
          preview={read.data}
          problems={make.data && make.data.definition === null ? make.data.problems : []}
          isBusy={make.isPending}
          error={error && "Make the tools first: the server is saved with them."}
          onPick={(pick, baseUrl) => make.mutate({ source, pick, ...(baseUrl && { baseUrl }) })}
        />
      )}
      {make.error && (
        <Callout tone="danger" title="No definition came of it" live>
          {toConsoleError(make.error).message}
        </Callout>
      )}
    </div>
  );
}
