import { JsonDiff } from "@peta/ui";
import type { ReactNode } from "react";

export interface Changed {
  key: string;
  label: string;
  before: unknown;
  beforeLabel: string;
  after: unknown;
  action?: ReactNode;
}

/** What a server changed, each with what it was, what it is, and what can be done about it. */
export function ChangedList({ changes }: { changes: readonly Changed[] }) {
  return (
    <ul className="mt-2 grid gap-2">
      {changes.map(({ key, label, before, beforeLabel, after, action }) => (
        <li key={key} className="flex flex-wrap items-start gap-2">
          <JsonDiff
            className="flex-1 basis-64"
            label={label}
            before={before}
            beforeLabel={beforeLabel}
            after={after}
            afterLabel="The server says now"
          />
          {action}
        </li>
      ))}
    </ul>
  );
}
