"use client";

import { Field, Input, KeyValueEditor, RadioCards, Select } from "@peta/ui";
import { Globe, SquareTerminal } from "lucide-react";
import type { FieldErrors } from "@/lib/form/field-errors.ts";
import { type LaunchDraft, splitCommandLine } from "./launch-draft.ts";
import { OAuthFields } from "./oauth-fields.tsx";
import { SandboxFields } from "./sandbox-fields.tsx";
import { TlsFields } from "./tls-fields.tsx";

export interface LaunchFieldsProps {
  draft: LaunchDraft;
  onChange: (draft: LaunchDraft) => void;
  /** Errors under "launch.command", "launch.url", ... */
  errors: FieldErrors;
}

/** The two ways to a server that exists already, in the words of every form. */
export const transports = {
  stdio: {
    label: "Program",
    description: "Core starts it and talks over stdin and stdout",
    icon: <SquareTerminal aria-hidden />,
  },
  http: { label: "HTTP", description: "A server that runs already, reached by URL", icon: <Globe aria-hidden /> },
} as const;

/** Program or address. */
export function TransportCards({ draft, onChange }: Pick<LaunchFieldsProps, "draft" | "onChange">) {
  return (
    <RadioCards
      label="Transport"
      value={draft.transport === "stdio" ? "stdio" : "http"}
      onValueChange={(transport) => onChange({ ...draft, transport })}
      options={[
        { value: "stdio", ...transports.stdio },
        { value: "http", ...transports.http },
      ]}
    />
  );
}

const httpKinds = [
  { value: "http", label: "Streamable HTTP, or HTTP+SSE where it speaks nothing newer" },
  { value: "sse", label: "HTTP+SSE (2024-11-05) and nothing else" },
] as const;

/** How a server is started or reached. */
export function LaunchFields({ draft, onChange, errors }: LaunchFieldsProps) {
  const set = (part: Partial<LaunchDraft>) => onChange({ ...draft, ...part });
  return (
    <div className="grid gap-5">
      {draft.transport === "stdio" ? (
        <>
          <CommandField draft={draft} onChange={set} errors={errors} />
          <KeyValueEditor
            label="Environment variables"
            hint="Values are sealed by Core and never shown again. Paste the text of an .env file into a name to fill the rows."
            keyLabel="Variable"
            keyPlaceholder="API_TOKEN"
            rows={draft.env}
            onChange={(env) => set({ env })}
          />
          <Field label="Working directory" required={false} error={errors["launch.workingDirectory"]}>
            <Input
              mono
              autoComplete="off"
              spellCheck={false}
              value={draft.workingDirectory}
              onChange={(e) => set({ workingDirectory: e.target.value })}
            />
          </Field>
          <SandboxFields draft={draft.sandbox} onChange={(sandbox) => set({ sandbox })} errors={errors} />
        </>
      ) : (
        <>
          <Field label="URL" hint="The MCP endpoint of the server." error={errors["launch.url"]} required>
            <Input
              type="url"
              mono
              autoComplete="off"
              spellCheck={false}
              placeholder="https://mcp.example.com/mcp"
              value={draft.url}
              onChange={(e) => set({ url: e.target.value })}
            />
          </Field>
          <KeyValueEditor
            label="Headers"
            hint="Core adds them to every request. Values are sealed and never shown again."
            keyLabel="Header"
            keyPlaceholder="Authorization"
            isCaseSensitive={false}
            rows={draft.headers}
            onChange={(headers) => set({ headers })}
          />
          <KeyValueEditor
            label="Query parameters"
            hint="Added to the URL of every request. Values are sealed too; what stands in the URL itself is shown."
            keyLabel="Parameter"
            keyPlaceholder="api_key"
            rows={draft.query}
            onChange={(query) => set({ query })}
          />
          <Field label="Protocol">
            <Select
              value={draft.transport}
              options={httpKinds}
              onValueChange={(value) => set({ transport: value === "sse" ? "sse" : "http" })}
            />
          </Field>
          <OAuthFields draft={draft.oauth} onChange={(oauth) => set({ oauth })} errors={errors} />
          <TlsFields draft={draft.tls} onChange={(tls) => set({ tls })} errors={errors} />
        </>
      )}
    </div>
  );
}

function CommandField({
  draft,
  onChange,
  errors,
}: {
  draft: LaunchDraft;
  onChange: (part: Partial<LaunchDraft>) => void;
  errors: FieldErrors;
}) {
  const words = splitCommandLine(draft.commandLine);
  const problem =
    words === null ? "A quotation mark is left open." : (errors["launch.command"] ?? errors["launch.args"]);
  return (
    <Field
      label="Command"
      hint="The program and its arguments. Quotes keep words together; no shell runs it, so $NAME and * stay as they are."
      error={problem}
      required
    >
      <Input
        mono
        autoComplete="off"
        spellCheck={false}
        placeholder="npx -y @modelcontextprotocol/server-filesystem /srv/files"
        value={draft.commandLine}
        onChange={(event) => onChange({ commandLine: event.target.value })}
      />
    </Field>
  );
}
