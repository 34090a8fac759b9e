"use client";

import type { ImportPreview } from "@peta/contract";
import { Button, Callout, Card, Field, FileButton, Textarea } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
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

/** What other programs know of servers, pasted and looked at. Nothing is started, fetched or saved by reading it. */
export function ImportServers() {
  const trpc = useTRPC();
  const [text, setText] = useState("");
  const read = useMutation(trpc.servers.previewImport.mutationOptions({ meta: { showsError: true } }));
  return (
    <div className="grid grid-cols-1 gap-6">
      <Card title="What you have" description="Reading it starts, fetches and saves nothing.">
        <div className="grid grid-cols-1 gap-4">
          <Field
            label="Paste it here"
            hint="A configuration of Claude, Cursor, Windsurf, VS Code or Zed, a server.json of a registry, a command line, a URL, or an installation link."
          >
            <Textarea
              mono
              rows={6}
              spellCheck={false}
              placeholder={'{ "mcpServers": { … } }   or   npx -y some-server --flag'}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          </Field>
          <div className="flex flex-wrap gap-2">
            <Button
              variant={read.data ? "secondary" : "primary"}
              busy={read.isPending}
              busyLabel="Reading"
              disabled={text.trim() === ""}
              onClick={() => read.mutate({ text })}
            >
              Read it
            </Button>
            <FileButton
              accept=".json,.jsonc,.txt"
              onFile={(file) =>
                void file.text().then((content) => {
                  setText(content);
                  if (content.trim()) read.mutate({ text: content });
                })
              }
            >
              Choose a file
            </FileButton>
          </div>
          {read.error && (
            <Callout tone="danger" title="It could not be read" live>
              {toConsoleError(read.error).message}
            </Callout>
          )}
          {read.data && (
            <p role="status" className="text-13 text-text-muted">
              This is {formatWords[read.data.format]}, with {read.data.candidates.length}{" "}
              {read.data.candidates.length === 1 ? "server" : "servers"}.
            </p>
          )}
          {read.data && read.data.warnings.length > 0 && (
            <Callout tone="warning">
              <ul className="m-0 list-disc pl-4">
                {read.data.warnings.map((warning) => (
                  <li key={warning}>{warning}</li>
                ))}
              </ul>
            </Callout>
          )}
        </div>
      </Card>
      {read.data && <ImportReview key={read.submittedAt} candidates={read.data.candidates} />}
    </div>
  );
}
