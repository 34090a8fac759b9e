"use client";

import type { RestDefinition } from "@peta/contract";
import { Button, focusSoon, KeyValueEditor, RadioCards } from "@peta/ui";
import { FileJson2, PencilLine } from "lucide-react";
import { useRef, useState } from "react";
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

const missing = "Read a document or a definition first: it says which tools there are.";

/** A REST API as tools: its definition, which is reviewed before anything is saved, and how Core signs in. */
export function RestFields({ draft, onChange, errors }: RestFieldsProps) {
  const [source, setSource] = useState<(typeof sources)[number]["value"]>("openApi");
  const [text, setText] = useState<string | undefined>(undefined);
  const set = (part: Partial<RestDraft>) => onChange({ ...draft, ...part });
  const { definition } = draft;
  const isMissing = Object.keys(errors).some((path) => path.startsWith("launch.definition"));
  const parts = useRef<HTMLDivElement>(null);
  /** What was pressed is gone with it: the focus goes on where the work does. */
  function setDefinition(changed: RestDefinition | null, more: Partial<RestDraft> = {}) {
    set({ definition: changed, ...more });
    focusSoon(() => parts.current?.querySelector(changed ? "[tabindex='0']" : "input, textarea"));
  }
  return (
    <div ref={parts} className="grid grid-cols-1 gap-5">
      {definition === null ? (
        <>
          <RadioCards label="Begin with" value={source} onValueChange={setSource} options={sources} />
          {source === "openApi" ? (
            <OpenApiImport
              error={isMissing ? missing : undefined}
              onDefinition={(made, asked) => setDefinition(made, { auth: suggestAuth(draft.auth, asked) })}
            />
          ) : (
            <DefinitionText
              key={text ?? ""}
              initial={text}
              error={isMissing ? missing : undefined}
              onDefinition={(made) => setDefinition(made)}
            />
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
                setDefinition(null);
              }}
            >
              Edit as text
            </Button>
            <Button onClick={() => setDefinition(null)}>Begin anew</Button>
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
