import { Callout } from "../primitives/callout.tsx";
import { Badge } from "../primitives/badge.tsx";
import { Button } from "../primitives/button.tsx";
import { DangerBadge } from "../primitives/danger-badge.tsx";
import { type Decision, DecisionBadge } from "../primitives/decision-badge.tsx";
import { ServerTile } from "../primitives/server-tile.tsx";
import { type Status, StatusBadge } from "../primitives/status-badge.tsx";
import { EffectBadge } from "../permissions/effect-badge.tsx";
import type { Tone } from "../lib/tone.ts";
import { ConnectionState } from "../shell/connection-state.tsx";
import { Chapter, Pair, Row, Specimen } from "./specimen.tsx";

const statuses: Status[] = [
  "online",
  "active",
  "connecting",
  "pending",
  "sleeping",
  "paused",
  "quarantined",
  "offline",
  "disabled",
  "expired",
  "error",
];
const decisions: Decision[] = ["allowed", "denied", "failed", "cancelled", "held", "rejected", "expired"];
const tones: Tone[] = ["neutral", "accent", "info", "success", "warning", "danger"];

/** Badges, tiles and callouts: what tells a state apart. */
export function Signs() {
  return (
    <Chapter id="signs" title="Signs">
      <Specimen name="StatusBadge">
        <Row className="gap-x-6">
          {statuses.map((status) => (
            <StatusBadge key={status} status={status} />
          ))}
        </Row>
      </Specimen>
      <Pair>
        <Specimen name="DecisionBadge">
          <Row>
            {decisions.map((decision) => (
              <DecisionBadge key={decision} decision={decision} />
            ))}
          </Row>
        </Specimen>
        <Specimen name="EffectBadge">
          <Row>
            <EffectBadge effect="allow" />
            <EffectBadge effect="deny" />
            <EffectBadge effect="require_approval" />
            <EffectBadge effect="require_approval_with_step_up" />
          </Row>
        </Specimen>
        <Specimen name="DangerBadge">
          <Row className="gap-x-5">
            <DangerBadge level={0} />
            <DangerBadge level={1} />
            <DangerBadge level={2} />
            <DangerBadge level={3} />
            <DangerBadge level={2} compact />
          </Row>
        </Specimen>
        <Specimen name="Badge">
          <Row>
            {tones.map((tone) => (
              <Badge key={tone} tone={tone}>
                {tone}
              </Badge>
            ))}
            <Badge mono>2026-07-28</Badge>
          </Row>
        </Specimen>
        <Specimen name="ServerTile">
          <Row>
            {["github", "notes", "postgres", "linear-eu", "files", "stripe"].map((name) => (
              <ServerTile key={name} name={name} />
            ))}
            <ServerTile name="Ada Lovelace" shape="round" size="lg" />
            <ServerTile name="Grace Hopper" shape="round" size="sm" />
          </Row>
        </Specimen>
        <Specimen name="ConnectionState">
          <Row className="gap-x-6">
            <ConnectionState state="live" />
            <ConnectionState state="reconnecting" />
            <ConnectionState state="offline" />
          </Row>
        </Specimen>
      </Pair>
      <Specimen name="Callout" className="grid gap-3 lg:grid-cols-2">
        <Callout title="Test data">This workspace holds the bundled notes server.</Callout>
        <Callout tone="success" title="The server answers">
          6 tools, 1 resource and 1 prompt were read.
        </Callout>
        <Callout
          tone="warning"
          title="The definition of create_issue changed"
          action={<Button size="sm">Compare</Button>}
        >
          It is held back until you have looked at it.
        </Callout>
        <Callout tone="danger" title="Audit is not durable">
          The disk is full. Calls of danger level 2 and above are refused.
        </Callout>
      </Specimen>
    </Chapter>
  );
}
