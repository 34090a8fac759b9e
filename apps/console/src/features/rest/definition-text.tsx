"use client";

import { MAX_DEFINITION_TEXT, type RestDefinition } from "@peta/contract";
import { Button, Field, focusSoon, Textarea } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { TextFileButton } from "@/features/states/text-file-button.tsx";
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
export function DefinitionText(props: {
  initial?: string;
  onDefinition: (definition: RestDefinition) => void;
  /** Why the form cannot do without one. */
  error?: string | undefined;
}) {
  const trpc = useTRPC();
  const [text, setText] = useState(props.initial ?? "");
  const field = useRef<HTMLTextAreaElement>(null);
  const parse = useMutation(
    trpc.servers.parseRestDefinition.mutationOptions({
      meta: { showsError: true },
      onSuccess: ({ definition }) => props.onDefinition(definition),
    }),
  );
  function change(typed: string) {
    parse.reset();
    setText(typed);
  }
  const failure = parse.error && <span className="whitespace-pre-wrap">{toConsoleError(parse.error).message}</span>;
  return (
    <div className="grid gap-4">
      <Field
        label="Definition"
        hint="JSON or YAML: the base URL and each tool with its method, path and parameters. It holds no secret."
        error={failure ?? props.error}
      >
        <Textarea
          ref={field}
          mono
          rows={10}
          spellCheck={false}
          placeholder={example}
          value={text}
          onChange={(event) => change(event.target.value)}
        />
      </Field>
      <div className="flex flex-wrap gap-2">
        <Button
          busy={parse.isPending}
          busyLabel="Reading"
          disabled={text.trim() === ""}
          onClick={() => parse.mutate({ text }, { onError: () => focusSoon(() => field.current) })}
        >
          Read definition
        </Button>
        <TextFileButton accept=".json,.yaml,.yml" maxBytes={MAX_DEFINITION_TEXT} onText={change} />
      </div>
    </div>
  );
}
