"use client";

import type { OpenApiOperation, OpenApiPreview } from "@peta/contract";
import { Badge, Button, Callout, CheckList, Field, Input } from "@peta/ui";
import { useRef, useState } from "react";
import { addressProblem } from "./rest-draft.ts";

/** Which operations of a document become tools, and where the API is. */
export function OperationPicker(props: {
  preview: OpenApiPreview;
  /** Why no definition came of the last pick. */
  problems: readonly string[];
  isBusy: boolean;
  /** Why the form cannot do without the tools. */
  error: string | undefined;
  onPick: (names: string[], baseUrl: string) => void;
}) {
  const { preview } = props;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(
    () => new Set(preview.operations.filter(({ isPicked }) => isPicked).map(({ name }) => name)),
  );
  const [baseUrl, setBaseUrl] = useState(preview.definition?.baseUrl ?? preview.servers[0] ?? "");
  const [baseUrlProblem, setBaseUrlProblem] = useState<string>();
  const baseUrlField = useRef<HTMLInputElement>(null);
  const problems = [...new Set([...preview.problems, ...props.problems])];
  function pick() {
    const problem = addressProblem(baseUrl);
    setBaseUrlProblem(problem);
    if (problem) baseUrlField.current?.focus();
    else props.onPick([...chosen], baseUrl.trim());
  }
  return (
    <section aria-label="Operations of the document" className="grid gap-4 border-t border-border pt-4">
      <p className="text-13">
        <strong className="font-semibold">{preview.title}</strong> {preview.version}
      </p>
      {problems.length > 0 && (
        <Callout tone="warning" title="What is left out or wrong">
          <ul className="m-0 list-disc pl-4">
            {problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </Callout>
      )}
      <Field
        label="Base URL"
        hint={
          preview.servers.length > 1 ? `The document names ${preview.servers.join(", ")}.` : "Where the API is reached."
        }
        error={baseUrlProblem}
        required
      >
        <Input
          ref={baseUrlField}
          type="url"
          mono
          autoComplete="off"
          spellCheck={false}
          value={baseUrl}
          onChange={(event) => {
            setBaseUrlProblem(undefined);
            setBaseUrl(event.target.value);
          }}
        />
      </Field>
      <CheckList
        label="Operations"
        hint="Each becomes a tool. Fewer tools are easier to choose from and to govern."
        items={preview.operations.map(itemOf)}
        chosen={chosen}
        onChange={setChosen}
        empty="The document has no operations."
        error={props.error}
      />
      <div>
        <Button
          variant="primary"
          busy={props.isBusy}
          busyLabel="Making the definition"
          disabled={chosen.size === 0}
          onClick={pick}
        >
          {chosen.size === 1 ? "Make 1 tool" : `Make ${chosen.size} tools`}
        </Button>
      </div>
    </section>
  );
}

const itemOf = (operation: OpenApiOperation) => ({
  value: operation.name,
  words: [operation.method, operation.path, operation.summary, ...operation.tags].join(" "),
  label: (
    <>
      <code>{operation.name}</code>
      {operation.isDeprecated && (
        <>
          {" "}
          <Badge tone="warning">Deprecated</Badge>
        </>
      )}
    </>
  ),
  detail: [`${operation.method} ${operation.path}`, operation.summary, ...operation.problems]
    .filter(Boolean)
    .join(" · "),
  disabled: !operation.isUsable,
});
