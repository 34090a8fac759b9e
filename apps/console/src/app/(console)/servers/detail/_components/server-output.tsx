import { CodeBlock, EmptyState } from "@peta/ui";
import { TextQuote } from "lucide-react";

/** The last lines that a stdio server wrote to its standard error. */
export function ServerOutput({ lines }: { lines: readonly string[] }) {
  if (lines.length === 0) {
    return (
      <EmptyState icon={<TextQuote aria-hidden />} title="It wrote nothing" compact>
        The last lines of the program's standard error appear here.
      </EmptyState>
    );
  }
  return (
    <CodeBlock
      title={`Standard error, last ${lines.length} ${lines.length === 1 ? "line" : "lines"}`}
      code={lines.join("\n")}
      wrap
    />
  );
}
