"use client";

import { Check, KeyRound, Radio, Scale, Send } from "lucide-react";
import { ActivityChart } from "../charts/activity-chart.tsx";
import { BarList } from "../charts/bar-list.tsx";
import { StatTile, StatTiles } from "../charts/stat-tile.tsx";
import { DescriptionList } from "../data/description-list.tsx";
import { JsonView } from "../data/json/json-view.tsx";
import { Timeline } from "../data/timeline.tsx";
import { TextLink } from "../lib/link.tsx";
import { Badge } from "../primitives/badge.tsx";
import { Card } from "../primitives/card.tsx";
import { CodeBlock } from "../primitives/code-block.tsx";
import { RelativeTime } from "../primitives/relative-time.tsx";
import { Tabs } from "../primitives/tabs.tsx";
import { sampleActivity, sampleJson } from "./sample-data.ts";
import { Chapter, Pair, Specimen } from "./specimen.tsx";

/** Numbers, charts, facts, records. */
export function Facts({ now }: { now: number }) {
  const activity = sampleActivity(now);
  const allowed = activity.map((bucket) => bucket.allowed);
  return (
    <Chapter id="facts" title="Facts and figures">
      <Specimen name="StatTiles">
        <StatTiles>
          <StatTile
            label="Calls, 24 h"
            value="1,771"
            href="#facts"
            detail="12 % more than the day before"
            trend={allowed}
          />
          <StatTile
            label="Denied"
            value="61"
            href="#facts"
            detail="by 3 rules"
            trend={activity.map((bucket) => bucket.denied)}
            tone="danger"
          />
          <StatTile label="Latency p95" value="312" unit="ms" trend={[210, 240, 230, 300, 280, 312]} tone="neutral" />
          <StatTile label="Servers online" value="3" unit="of 4" href="#facts" detail="Linear does not answer" />
        </StatTiles>
      </Specimen>
      <Specimen name="ActivityChart">
        <Card title="Calls">
          <ActivityChart buckets={activity} label="Calls by outcome, last 24 hours" />
        </Card>
      </Specimen>
      <Pair>
        <Specimen name="ActivityChart, table">
          <Card title="Calls">
            <ActivityChart buckets={activity} label="Calls by outcome as a table" defaultView="table" />
          </Card>
        </Specimen>
        <Specimen name="BarList">
          <Card title="Top tools">
            <BarList
              label="Calls by tool"
              limit={6}
              items={[
                "everything::toggle-the-updates-of-every-resource-that-a-session-watches-and-of-those-it-watched-before",
                "github::search_code",
                "notes::add_note",
                "postgres::query",
                "linear::list_issues",
                "files::read_file",
                "files::write_file",
              ].map((label, index) => ({
                id: label,
                label,
                value: Math.round(812 / (index + 1)),
                href: "#facts",
              }))}
            />
          </Card>
        </Specimen>
      </Pair>
      <Pair>
        <Specimen name="DescriptionList">
          <Card title="github" description="Streamable HTTP">
            <DescriptionList
              items={[
                { term: "Server id", value: "github", mono: true, copy: "github" },
                { term: "Protocol", value: <Badge mono>2026-07-28</Badge> },
                { term: "Address", value: "https://mcp.github.example/v1", mono: true },
                { term: "Added", value: <RelativeTime at={now - 3 * 86_400_000} now={now} /> },
                { term: "Working directory", value: null },
                {
                  term: "Access",
                  value: "Closed unless switched on",
                  hint: <TextLink href="#facts">Change in permissions</TextLink>,
                },
              ]}
            />
          </Card>
        </Specimen>
        <Specimen name="Timeline">
          <Card title="What happened to this call">
            <Timeline
              totalMs={318}
              items={[
                {
                  id: "a",
                  title: "Received",
                  at: now - 41_000,
                  detail: "tools/call from Claude Desktop 1.4",
                  icon: <Radio />,
                  offsetMs: 0,
                  durationMs: 1,
                },
                {
                  id: "b",
                  title: "Allowed by the administrator",
                  detail: <TextLink href="#facts">switch on github::search_code</TextLink>,
                  tone: "success",
                  icon: <Scale />,
                  offsetMs: 1,
                  durationMs: 0.04,
                },
                { id: "c", title: "Credential used", detail: "GitHub App of acme", icon: <KeyRound />, tone: "info" },
                { id: "d", title: "Sent to the server", tone: "accent", icon: <Send />, offsetMs: 3, durationMs: 312 },
                { id: "e", title: "Returned", tone: "success", icon: <Check />, offsetMs: 315, durationMs: 3 },
              ]}
            />
          </Card>
        </Specimen>
        <Specimen name="JsonView">
          <JsonView label="Arguments" value={sampleJson} />
        </Specimen>
        <div className="grid content-start gap-6">
          <Specimen name="CodeBlock" className="grid gap-3">
            <CodeBlock
              title="Client configuration"
              code={'{\n  "mcpServers": {\n    "peta": { "url": "http://127.0.0.1:3002/mcp" }\n  }\n}'}
            />
            <CodeBlock prompt code="npm run -s peta -- status" />
          </Specimen>
          <Specimen name="Tabs">
            <Tabs
              label="Server"
              items={[
                { value: "tools", label: "Tools", count: 42, content: "42 tools, 3 of them held back." },
                { value: "activity", label: "Activity", content: "The last calls." },
                { value: "settings", label: "Settings", content: "How it is reached." },
              ]}
            />
          </Specimen>
        </div>
      </Pair>
    </Chapter>
  );
}
