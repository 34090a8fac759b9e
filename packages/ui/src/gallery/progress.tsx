"use client";

import { Checklist } from "../forms/checklist.tsx";
import { SecretReveal } from "../forms/secret-reveal.tsx";
import { type Step, StepProgress } from "../forms/step-progress.tsx";
import { Button } from "../primitives/button.tsx";
import { Card } from "../primitives/card.tsx";
import { Chapter, Pair, Specimen } from "./specimen.tsx";

const running: Step[] = [
  { id: "check", label: "Configuration", state: "ok", durationMs: 3, message: "npx notes-server" },
  { id: "start", label: "Start", state: "ok", durationMs: 840 },
  { id: "handshake", label: "Handshake", state: "running", message: "Waiting for the server's answer" },
  { id: "catalogue", label: "Catalogue", state: "pending" },
];

const failed: Step[] = [
  { id: "check", label: "Configuration", state: "ok", durationMs: 2 },
  {
    id: "start",
    label: "Start",
    state: "failed",
    durationMs: 5_020,
    message: "The program ended with code 127. Is notes-server installed?",
  },
  { id: "handshake", label: "Handshake", state: "skipped" },
  { id: "catalogue", label: "Catalogue", state: "skipped" },
];

/** Tests, first run, secrets. */
export function Progress() {
  return (
    <Chapter id="progress" title="Steps and secrets">
      <Pair>
        <Specimen name="StepProgress, running">
          <Card>
            <StepProgress label="Test of notes" steps={running} />
          </Card>
        </Specimen>
        <Specimen name="StepProgress, failed">
          <Card>
            <StepProgress label="Test of a broken server" steps={failed} />
          </Card>
        </Specimen>
        <Specimen name="Checklist">
          <Card flush title="Get to the first call">
            <Checklist
              label="First steps"
              items={[
                { id: "owner", title: "Create the owner", done: true },
                {
                  id: "server",
                  title: "Add a server",
                  done: false,
                  description: "A program on this machine, or an address.",
                  action: (
                    <Button size="sm" variant="primary">
                      Add server
                    </Button>
                  ),
                },
                { id: "agent", title: "Connect an agent", done: false, description: "It gets a token of its own." },
              ]}
            />
          </Card>
        </Specimen>
        <Specimen name="SecretReveal">
          <Card>
            <SecretReveal
              label="Access token"
              secret="peta_sample_0000000000000000000000000000WXYZ"
              onDone={() => undefined}
            />
          </Card>
        </Specimen>
      </Pair>
    </Chapter>
  );
}
