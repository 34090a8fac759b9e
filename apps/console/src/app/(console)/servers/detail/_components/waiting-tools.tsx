"use client";

import { Button, Callout } from "@peta/ui";
import type { ServerDetail } from "@/lib/trpc/outputs.ts";
import { ChangedList } from "./changed-list.tsx";
import { capabilityKey, useSetCapability } from "./use-set-capability.ts";

/** Nobody looks at more definitions than so many at once. */
const SHOWN = 10;

/** Tools that are off because they are new or other than they were: what each was and is. */
export function WaitingTools({ server }: { server: ServerDetail }) {
  const { change, busy } = useSetCapability(server.serverId);
  const waiting = server.capabilities.filter(({ quarantine }) => quarantine);
  if (waiting.length === 0) return null;
  return (
    <Callout
      tone="warning"
      title={waiting.length === 1 ? "A tool is new or has changed" : `${waiting.length} tools are new or have changed`}
      className="mb-4"
    >
      <p>
        What tools say of themselves steers the models of agents. Until you have looked, nobody sees or calls what has
        changed.
        {waiting.length > SHOWN && ` These are the first ${SHOWN}.`}
      </p>
      <ChangedList
        changes={waiting.slice(0, SHOWN).map((tool) => ({
          key: capabilityKey(tool),
          label: `Tool ${tool.name}`,
          before: tool.quarantine?.before ?? {},
          beforeLabel: tool.quarantine?.before ? "As it was" : "Not there before",
          after: tool.definition,
          action: (
            <span className="flex gap-2">
              <Button
                size="sm"
                data-look
                aria-label={`Switch on ${tool.name}`}
                disabled={busy.has(capabilityKey(tool))}
                onClick={() => change(tool, { enabled: true })}
              >
                Switch on
              </Button>
              <Button
                size="sm"
                variant="ghost"
                aria-label={`Leave off ${tool.name}`}
                disabled={busy.has(capabilityKey(tool))}
                onClick={() => change(tool, { enabled: false })}
              >
                Leave off
              </Button>
            </span>
          ),
        }))}
      />
    </Callout>
  );
}
