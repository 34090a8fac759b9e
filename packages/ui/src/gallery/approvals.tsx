"use client";

import { useState } from "react";
import { ApprovalBadge, type ApprovalState } from "../approvals/approval-badge.tsx";
import { ApprovalCard } from "../approvals/approval-card.tsx";
import { ArgumentList } from "../data/arguments/argument-list.tsx";
import { JsonDiff } from "../data/diff/json-diff.tsx";
import { ArgumentsEditor } from "../forms/arguments-editor/arguments-editor.tsx";
import { JsonEditor } from "../forms/json-editor/json-editor.tsx";
import { PickList } from "../lists/pick-list.tsx";
import { Button } from "../primitives/button.tsx";
import { Callout } from "../primitives/callout.tsx";
import { Countdown } from "../primitives/countdown.tsx";
import { sampleArguments, sampleEarlier, sampleSchema } from "./sample-approvals.ts";
import { Chapter, Pair, Row, Specimen } from "./specimen.tsx";

const states: readonly ApprovalState[] = [
  "pending",
  "approved",
  "executing",
  "executed",
  "failed",
  "rejected",
  "expired",
];
const asked = ["send_mail to ann@example.com", "delete_branch old", "merge_pull_request 42"];

/** Questions to a person, and what helps to answer them. */
export function Approvals({ now }: { now: number }) {
  const [picked, setPicked] = useState(asked[0] ?? "");
  const [text, setText] = useState('{\n  "to": "ann",\n  "count": oops\n}');
  const ask = {
    canonicalName: "mail::send_mail",
    serverName: "Mail",
    principal: { name: "Claude Desktop", kind: "agent" as const },
    ownerName: "Ada Lovelace",
    clientName: "claude-desktop 1.4.0",
    createdAt: now - 240_000,
    now,
    headingLevel: 3 as const,
  };
  return (
    <Chapter id="approvals" title="Approvals">
      <Pair>
        <Specimen name="ApprovalBadge">
          <Row>
            {states.map((state) => (
              <ApprovalBadge key={state} state={state} />
            ))}
          </Row>
        </Specimen>
        <Specimen name="Countdown">
          <Row className="gap-5">
            <Countdown since={now - 100_000} until={now + 500_000} now={now} />
            <Countdown since={now - 400_000} until={now + 125_000} now={now} />
            <Countdown since={now - 560_000} until={now + 40_000} now={now} />
            <Countdown since={now - 600_000} until={now - 1_000} now={now} />
            <Countdown since={now} until={now + 4_800_000} now={now} compact />
          </Row>
        </Specimen>
      </Pair>
      <Pair>
        <Specimen name="ApprovalCard, waiting">
          <ApprovalCard
            {...ask}
            state="pending"
            summary="Claude Desktop wants to send a mail with Mail."
            dangerLevel={3}
            needsStepUp
            isDestructive
            reason="The danger level of this capability asks for a person's approval, confirmed by their password."
            expiresAt={now + 360_000}
            actions={
              <>
                <Button variant="danger-outline">Reject</Button>
                <Button>Edit</Button>
                <Button variant="primary">Approve</Button>
              </>
            }
          >
            <ArgumentList label="Arguments" value={sampleArguments} schema={sampleSchema} />
          </ApprovalCard>
        </Specimen>
        <Specimen name="ApprovalCard, decided elsewhere; JsonDiff">
          <ApprovalCard
            {...ask}
            state="rejected"
            summary="Claude Desktop wanted to send a mail with Mail."
            dangerLevel={2}
            isEdited
            reason="Rule mails-need-a-person asks for approval."
            expiresAt={now}
            notice={
              <Callout tone="info" title="Ada Lovelace was faster">
                They rejected it in Desk: “Not to everybody.”
              </Callout>
            }
          >
            <JsonDiff
              label="Arguments"
              before={sampleEarlier}
              after={sampleArguments}
              beforeLabel="Last approved, 2 days ago"
              afterLabel="This call"
            />
          </ApprovalCard>
        </Specimen>
      </Pair>
      <Pair>
        <Specimen name="ArgumentsEditor">
          <ArgumentsEditor
            initial={sampleArguments}
            schema={sampleSchema}
            onChange={() => undefined}
            problems={[{ path: "$.priority", message: "It is at most 5." }]}
          />
        </Specimen>
        <Specimen name="JsonEditor" className="grid gap-4">
          <JsonEditor label="Arguments as JSON" value={text} onChange={setText} />
          <JsonEditor label="Right arguments" value={'{ "to": "ann" }'} onChange={() => undefined} rows={3} />
          <JsonEditor
            label="Arguments that do not fit"
            value={'{\n  "to": 7\n}'}
            onChange={() => undefined}
            rows={3}
            problems={[{ path: "$.to", message: "It is a text." }]}
          />
        </Specimen>
        <Specimen name="PickList">
          <PickList
            label="Approvals"
            groups={[
              { id: "waiting", label: "Waiting", items: asked },
              {
                id: "decided",
                label: "Decided",
                items: [],
                empty: <p className="px-3 py-2.5 text-13 text-text-muted">Nothing yet.</p>,
              },
            ]}
            itemKey={(item) => item}
            selectedKey={picked}
            onPick={setPicked}
          >
            {(item) => <span className="font-mono text-12">{item}</span>}
          </PickList>
        </Specimen>
      </Pair>
    </Chapter>
  );
}
