"use client";

import { Button, Callout, KeyValueEditor, RadioCards } from "@peta/ui";
import { FileJson2, PencilLine } from "lucide-react";
import { useState } from "react";
import type { FieldErrors } from "@/lib/form/field-errors.ts";
import { TlsFields } from "../servers/tls-fields.tsx";
import { AuthFields } from "./auth-fields.tsx";
import { DefinitionReview } from "./definition-review.tsx";
import { DefinitionText } from "./definition-text.tsx";
import { OpenApiImport } from "./open-api-import.tsx";
import { type RestDraft, suggestAuth } from "./rest-draft.ts";

export interface RestFieldsProps {
  draft: RestDraft;
  onChange: (draft: RestDraft) => void;
  /** Under "launch.definition", "launch.auth.token", ... */
  errors: FieldErrors;
}

const sources = [
  {
    value: "openApi",
    label: "OpenAPI document",
    description: "Pick the operations that become tools",
    icon: <FileJson2 aria-hidden />,
  },
  {
    value: "definition",
    label: "Definition of your own",
    description: "Tools as you write them, in JSON or YAML",
    icon: <PencilLine aria-hidden />,
  },
] as const;

/** A REST API as tools: its definition, which is reviewed before anything is saved, and how Core signs in. */
export function RestFields({ draft, onChange, errors }: RestFieldsProps) {
  const [source, setSource] = useState<(typeof sources)[number]["value"]>("openApi");
  const [text, setText] = useState<string | undefined>(undefined);
  const set = (part: Partial<RestDraft>) => onChange({ ...draft, ...part });
  const { definition } = draft;
  const problem = Object.entries(errors).find(([path]) => path.startsWith("launch.definition"))?.[1];
  return (
    <div className="grid grid-cols-1 gap-5">
      {definition === null ? (
        <>
          {problem && (
            <Callout tone="danger" live>
              Read a document or a definition first: it says which tools there are.
            </Callout>
          )}
          <RadioCards label="Begin with" value={source} onValueChange={setSource} options={sources} />
          {source === "openApi" ? (
            <OpenApiImport
              onDefinition={(made, asked) => set({ definition: made, auth: suggestAuth(draft.auth, asked) })}
            />
          ) : (
            <DefinitionText key={text ?? ""} initial={text} onDefinition={(made) => set({ definition: made })} />
          )}
        </>
      ) : (
        <>
          <DefinitionReview definition={definition} />
          <div className="flex flex-wrap gap-2">
            <Button
              onClick={() => {
                setText(JSON.stringify(definition, null, 2));
                setSource("definition");
                set({ definition: null });
              }}
            >
              Edit as text
            </Button>
            <Button onClick={() => set({ definition: null })}>Begin anew</Button>
          </div>
        </>
      )}
      <AuthFields draft={draft.auth} onChange={(auth) => set({ auth })} errors={errors} />
      <KeyValueEditor
        label="Headers"
        hint="Sent with every request. Values are sealed and never shown again."
        keyLabel="Header"
        keyPlaceholder="X-Tenant"
        isCaseSensitive={false}
        rows={draft.headers}
        onChange={(headers) => set({ headers })}
      />
      <KeyValueEditor
        label="Query parameters"
        hint="Added to the URL of every request. Values are sealed too."
        keyLabel="Parameter"
        keyPlaceholder="api_key"
        rows={draft.query}
        onChange={(query) => set({ query })}
      />
      <TlsFields draft={draft.tls} onChange={(tls) => set({ tls })} errors={errors} />
    </div>
  );
}
