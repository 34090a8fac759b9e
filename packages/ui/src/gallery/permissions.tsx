"use client";

import { useState } from "react";
import { DecisionTrace } from "../permissions/decision-trace.tsx";
import { LayerPips } from "../permissions/layer-pips.tsx";
import { PermissionMatrix, permissionKey } from "../permissions/permission-matrix.tsx";
import { TriStateSwitch } from "../permissions/tri-state-switch.tsx";
import { samplePermissions } from "./sample-data.ts";
import { Chapter, Pair, Row, Specimen } from "./specimen.tsx";

/** Layers, switches and explanations. */
export function Permissions() {
  const [groups, setGroups] = useState(samplePermissions);
  const [single, setSingle] = useState<boolean | null>(null);
  return (
    <Chapter id="permissions" title="Permissions">
      <Pair>
        <Specimen name="TriStateSwitch">
          <Row>
            <TriStateSwitch label="Administrator's switch" value={single} onChange={setSingle} defaultMeans />
            <TriStateSwitch label="Off" value={false} onChange={setSingle} />
            <TriStateSwitch label="On" value={true} onChange={setSingle} />
            <TriStateSwitch label="Busy" value={true} onChange={setSingle} busy />
            <TriStateSwitch label="Disabled" value={null} onChange={setSingle} disabled />
          </Row>
        </Specimen>
        <Specimen name="LayerPips">
          <Row className="gap-6">
            <LayerPips layers={{ server: "pass", administrator: "pass", user: "pass" }} />
            <LayerPips layers={{ server: "pass", administrator: "deny", user: "not_said" }} />
            <LayerPips layers={{ server: "deny", administrator: "not_said", user: "not_said" }} />
            <LayerPips layers={{ server: "pass", administrator: "not_said", user: "deny" }} />
          </Row>
        </Specimen>
      </Pair>
      <Specimen name="PermissionMatrix">
        <PermissionMatrix
          label="Effective permissions of build-bot"
          groups={groups}
          busyKeys={new Set([permissionKey({ groupId: "notes", entryId: "tool:add_note" })])}
          onExplain={() => undefined}
          onSwitch={(target, value) =>
            setGroups((before) =>
              before.map((group) => {
                if (group.id !== target.groupId) return group;
                if (target.entryId === null) return { ...group, switch: value };
                return {
                  ...group,
                  entries: group.entries.map((entry) =>
                    entry.id === target.entryId ? { ...entry, switch: value } : entry,
                  ),
                };
              }),
            )
          }
        />
      </Specimen>
      <Pair>
        <Specimen name="DecisionTrace, denied">
          <DecisionTrace
            effect="deny"
            reason="An administrator switched github::delete_repository off for build-bot."
            steps={[
              { id: "server", label: "Server default", verdict: "pass", detail: "github lets its tools through." },
              {
                id: "administrator",
                label: "Administrator",
                verdict: "deny",
                detail: "Switched off by Ada Lovelace on 12 November.",
                href: "#permissions",
                isDeciding: true,
              },
              { id: "user", label: "User", verdict: "not_said" },
              { id: "rules", label: "12 rules", verdict: "skip", detail: "A layer has already denied." },
            ]}
          />
        </Specimen>
        <Specimen name="DecisionTrace, approval">
          <DecisionTrace
            effect="require_approval"
            reason="Rule merges-need-a-person asks for approval of merges to main."
            steps={[
              { id: "server", label: "Server default", verdict: "pass" },
              { id: "administrator", label: "Administrator", verdict: "pass" },
              { id: "user", label: "User", verdict: "not_said" },
              {
                id: "r0",
                label: "Rule office-hours",
                verdict: "error",
                detail: "request.time was missing; observed only.",
              },
              {
                id: "r1",
                label: "Rule merges-need-a-person",
                verdict: "match",
                detail: 'args.branch == "main"',
                href: "#permissions",
                isDeciding: true,
              },
            ]}
          />
        </Specimen>
      </Pair>
    </Chapter>
  );
}
