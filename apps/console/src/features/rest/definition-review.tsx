import type { RestDefinition } from "@peta/contract";
import { Badge, JsonView } from "@peta/ui";

/** What a definition would offer: every tool with its request, and the whole text. */
export function DefinitionReview({ definition }: { definition: RestDefinition }) {
  return (
    <div className="grid gap-4">
      <p className="text-13">
        {definition.title && <strong className="font-semibold">{definition.title} </strong>}
        <code className="break-all">{definition.baseUrl}</code>
      </p>
      <ul
        aria-label="Tools of the definition"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
        tabIndex={0}
        className="m-0 grid max-h-72 list-none grid-cols-1 overflow-y-auto rounded border border-border p-0"
      >
        {definition.tools.map((tool) => (
          <li key={tool.name} className="border-b border-border px-3 py-2 text-13 last:border-b-0">
            <code className="font-medium">{tool.name}</code>
            <span className="mt-0.5 flex items-baseline gap-2 text-12 text-text-muted">
              <Badge mono>{tool.method}</Badge>
              <code className="break-all">{tool.path}</code>
            </span>
          </li>
        ))}
      </ul>
      <JsonView label="Definition" value={definition} expandDepth={1} />
    </div>
  );
}
