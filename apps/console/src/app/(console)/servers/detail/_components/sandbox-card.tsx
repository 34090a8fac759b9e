import { Card, type DescriptionItem, DescriptionList, StatusBadge } from "@peta/ui";
import { fileWords, networkWords, sandboxState } from "@/features/servers/sandbox-words.ts";
import type { ServerDetail } from "@/lib/trpc/outputs.ts";

/** What the program may reach of the machine: as it is, as asked for, and why. */
export function SandboxCard({ report }: { report: NonNullable<ServerDetail["sandbox"]> }) {
  const { requested, inForce } = report;
  const state = sandboxState(report);
  const items: DescriptionItem[] = [
    { term: "Files", value: fileWords[inForce.files] },
    { term: "Network", value: networkWords[inForce.network] },
    {
      term: "Other processes",
      value: inForce.processes === "isolated" ? "Not seen" : "Seen, as Core's account sees them",
    },
    { term: "Limits", value: inForce.limits.join(", ") || "None" },
    ...(requested
      ? [
          { term: "Reads", value: paths(requested.readablePaths) },
          { term: "Writes", value: paths(requested.writablePaths) },
          ...(requested.network === "allowed" ? [{ term: "Hosts", value: paths(requested.allowedHosts) }] : []),
          {
            term: "Without a sandbox",
            value: requested.required ? "It is not started" : "It is started all the same, and this page says so",
          },
        ]
      : []),
  ];
  return (
    <Card
      title="What its program may reach"
      description={report.why}
      actions={<StatusBadge status={state.status} label={state.label} />}
    >
      <DescriptionList columns={2} items={items} />
    </Card>
  );
}

function paths(names: readonly string[]) {
  if (names.length === 0) return "Nothing beside the system's programs and a temporary directory";
  // In full: what a program may change is not cut.
  return names.map((name) => (
    <code key={name} className="block break-all">
      {name}
    </code>
  ));
}
