"use client";

import { type ImportPreview, MAX_IMPORT_TEXT } from "@peta/contract";
import { Button, Callout, Card, Field, focusSoon, Textarea } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { TextFileButton } from "@/features/states/text-file-button.tsx";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";
import { ImportReview } from "./import-review.tsx";

const formatWords: Record<ImportPreview["format"], string> = {
  "client-configuration": "the configuration of an MCP client",
  registry: "a document of a registry",
  "command-line": "a command line",
  url: "an address",
  link: "an installation link",
};

/**
 * What other programs know of servers, pasted and looked at. Nothing is started, fetched or saved by reading it. Read, the
 * text is forgotten: it may hold credentials, and the review beside it would go on under somebody's eyes.
 */
export function ImportServers() {
  const trpc = useTRPC();
  const [text, setText] = useState("");
  const parts = useRef<HTMLDivElement>(null);
  const focusOn = (selector: string) => focusSoon(() => parts.current?.querySelector(selector));
  const read = useMutation(trpc.servers.previewImport.mutationOptions({ meta: { showsError: true } }));
  const readText = (given: string) =>
    read.mutate(
      { text: given },
      {
        onSuccess({ candidates }) {
          setText("");
          focusOn(candidates.length > 0 ? "[role=option]" : "button");
        },
        onError: () => focusOn("textarea"),
      },
    );
  function change(typed: string) {
    if (!read.isIdle) read.reset();
    setText(typed);
  }
  function begin() {
    change("");
    focusOn("textarea");
  }
  return (
    <div ref={parts} className="grid grid-cols-1 gap-6">
      <Card title="What you have" description="Reading it starts, fetches and saves nothing.">
        {read.data ? (
          <div className="grid grid-cols-1 gap-4">
            <div className="flex flex-wrap items-center justify-between gap-3">
              <p role="status" className="text-13">
                This is {formatWords[read.data.format]}, with {read.data.candidates.length}{" "}
                {read.data.candidates.length === 1 ? "server" : "servers"}.
              </p>
              <Button size="sm" onClick={begin}>
                Read something else
              </Button>
            </div>
            {read.data.warnings.length > 0 && (
              <Callout tone="warning">
                <ul className="m-0 list-disc pl-4">
                  {read.data.warnings.map((warning) => (
                    <li key={warning}>{warning}</li>
                  ))}
                </ul>
              </Callout>
            )}
          </div>
        ) : (
          <div className="grid grid-cols-1 gap-4">
            <Field
              label="Paste it here"
              hint="A configuration of Claude, Cursor, Windsurf, VS Code or Zed, a server.json of a registry, a command line, a URL, or an installation link."
              error={read.error ? toConsoleError(read.error).message : undefined}
            >
              <Textarea
                mono
                rows={6}
                autoComplete="off"
                spellCheck={false}
                placeholder={'{ "mcpServers": { … } }   or   npx -y some-server --flag'}
                value={text}
                onChange={(event) => change(event.target.value)}
              />
            </Field>
            <div className="flex flex-wrap gap-2">
              <Button
                variant="primary"
                busy={read.isPending}
                busyLabel="Reading"
                disabled={text.trim() === ""}
                onClick={() => readText(text)}
              >
                Read it
              </Button>
              <TextFileButton
                accept=".json,.jsonc,.txt"
                maxBytes={MAX_IMPORT_TEXT}
                onText={(content) => {
                  change(content);
                  if (content.trim()) readText(content);
                }}
              />
            </div>
          </div>
        )}
      </Card>
      {read.data && <ImportReview key={read.submittedAt} candidates={read.data.candidates} />}
    </div>
  );
}
