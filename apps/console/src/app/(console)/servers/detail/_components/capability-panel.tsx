"use client";

import type { CapabilityView } from "@/lib/trpc/outputs.ts";
import { DescriptionList, JsonView, SidePanel, TextLink } from "@peta/ui";
import { auditHref } from "@/features/audit/audit-filters.ts";
import { refText } from "@/features/cache/policy-draft.ts";
import { hintWords, kindWords } from "./capability-columns.tsx";
import { CapabilitySwitches } from "./capability-switches.tsx";
import type { CapabilityChange } from "./use-set-capability.ts";

/** One capability in full: description, definition as the server gave it, and its calls. */
export function CapabilityPanel(props: {
  capability: CapabilityView | undefined;
  serverId: string;
  onChange: (capability: CapabilityView, change: CapabilityChange) => void;
  isBusy: boolean;
  onClose: () => void;
}) {
  const { capability, serverId } = props;
  return (
    <SidePanel
      open={capability !== undefined}
      onOpenChange={(open) => !open && props.onClose()}
      title={<span className="font-mono">{capability?.name}</span>}
      description={
        capability && `${kindWords[capability.kind]}, ${capability.enabled ? "switched on" : "switched off"}`
      }
      size="lg"
    >
      {capability && (
        <div className="grid gap-5">
          <CapabilitySwitches
            capability={capability}
            isBusy={props.isBusy}
            onChange={(change) => props.onChange(capability, change)}
          />
          {capability.description && <p className="text-13 whitespace-pre-wrap">{capability.description}</p>}
          <DescriptionList
            items={[
              { term: "Canonical name", value: capability.canonicalName, mono: true, copy: capability.canonicalName },
              {
                term: "The server's hints",
                value:
                  hintWords(capability.hints)
                    .map((hint) => hint.word)
                    .join(", ") || "None",
                hint: "They never relax a rule.",
              },
              {
                term: "Calls",
                value: (
                  <TextLink href={auditHref({ serverId, capability: capability.name })}>Show in the audit log</TextLink>
                ),
              },
              ...(capability.dangerLevel < 2
                ? [
                    {
                      term: "Answers",
                      value: (
                        <TextLink
                          href={`/discovery?tab=cache&policy=${encodeURIComponent(refText({ serverId, ...capability }))}`}
                        >
                          Keep and give out again
                        </TextLink>
                      ),
                      hint: "Off until somebody says so.",
                    },
                  ]
                : []),
              {
                term: "Definition hash",
                value: capability.definitionHash,
                mono: true,
                copy: capability.definitionHash,
                wide: true,
              },
            ]}
          />
          <JsonView label="Definition" value={capability.definition} expandDepth={3} />
        </div>
      )}
    </SidePanel>
  );
}
