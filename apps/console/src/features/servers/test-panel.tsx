"use client";

import type { ServerTestResult, ServerTransport } from "@peta/contract";
import { Callout, CodeBlock, StepProgress } from "@peta/ui";
import { testSteps } from "./test-steps.ts";
import { eraWords } from "./server-words.ts";
import { WithCode } from "./with-code.tsx";

export interface TestPanelProps {
  transport: ServerTransport;
  result: ServerTestResult | undefined;
  isRunning: boolean;
  /** The test itself could not be run. */
  failure?: string | undefined;
}

/** A connection test step by step, with what it found or how to mend it. */
export function TestPanel({ transport, result, isRunning, failure }: TestPanelProps) {
  const isDone = result !== undefined && !isRunning;
  return (
    <div className="grid grid-cols-1 gap-4">
      <StepProgress label="Connection test" steps={testSteps(transport, result, isRunning)} />
      {failure && !isRunning && (
        <Callout tone="danger" title="The test could not run" live>
          {failure}
        </Callout>
      )}
      {isDone && result.ok && (
        <Callout tone="success" title={`${result.serverName ?? "The server"} answered`} live>
          {[
            result.serverVersion && `Version ${result.serverVersion}`,
            result.protocolVersion &&
              `protocol ${result.protocolVersion}${result.era ? ` (${eraWords[result.era]})` : ""}`,
          ]
            .filter(Boolean)
            .join(", ")}
        </Callout>
      )}
      {isDone && result.error && (
        <Callout tone="danger" title={result.error.message} live>
          <WithCode text={result.error.remedy} />
        </Callout>
      )}
      {isDone && result.ok && result.capabilities.length > 0 && <Offered result={result} />}
      {isDone && result.stderrTail.length > 0 && (
        <CodeBlock
          title="What it wrote to stderr"
          code={result.stderrTail.join("\n")}
          wrap
          className="max-h-64 overflow-y-auto"
        />
      )}
    </div>
  );
}

function Offered({ result }: { result: ServerTestResult }) {
  return (
    <div>
      <h3 className="mb-1.5 text-13 font-medium">It offers {result.capabilities.length}</h3>
      <ul
        className="m-0 grid max-h-72 list-none grid-cols-1 gap-px overflow-y-auto rounded border border-border p-0"
        tabIndex={0}
        aria-label="Offered capabilities"
      >
        {result.capabilities.map((capability) => (
          <li key={`${capability.kind}:${capability.name}`} className="px-3 py-1.5 text-13">
            <span className="font-mono text-12">{capability.name}</span>
            <span className="ml-2 text-12 text-text-muted">{capability.kind}</span>
            {capability.description && <p className="truncate text-12 text-text-muted">{capability.description}</p>}
          </li>
        ))}
      </ul>
    </div>
  );
}
