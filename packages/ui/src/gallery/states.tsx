"use client";

import { Inbox } from "lucide-react";
import { Card } from "../primitives/card.tsx";
import { CardSkeleton } from "../primitives/skeleton.tsx";
import { Button } from "../primitives/button.tsx";
import { DeniedState } from "../states/denied-state.tsx";
import { EmptyState } from "../states/empty-state.tsx";
import { ErrorState } from "../states/error-state.tsx";
import { DetailSkeleton, LoadingState, StatTilesSkeleton } from "../states/loading-state.tsx";
import { Chapter, Pair, Specimen } from "./specimen.tsx";

/** Empty, error, denied, loading. */
export function States() {
  return (
    <Chapter id="states" title="States">
      <Pair>
        <Specimen name="EmptyState">
          <Card flush>
            <EmptyState
              icon={<Inbox aria-hidden />}
              title="Nothing waits for you"
              action={<Button>See decided approvals</Button>}
            >
              Calls that need a person's approval appear here as soon as an agent makes them.
            </EmptyState>
          </Card>
        </Specimen>
        <Specimen name="ErrorState">
          <Card flush>
            <ErrorState
              title="The server could not be saved"
              message="Nothing answers at http://127.0.0.1:9000/mcp. Check that it runs and that the port is right."
              kept="What you typed is still in the form."
              code="server.unreachable"
              requestId="req_3d41f0"
              onRetry={() => undefined}
            />
          </Card>
        </Specimen>
        <Specimen name="DeniedState">
          <Card flush>
            <DeniedState
              reason="Policies are for administrators and owners. You are signed in as a user."
              rule={{ label: "role user", href: "#states" }}
              ask="Ask Ada Lovelace, the owner of this workspace."
              action={<Button>Back to overview</Button>}
            />
          </Card>
        </Specimen>
        <Specimen name="LoadingState, skeletons" className="grid gap-4">
          <LoadingState label="Reading the catalogue" delayMs={0} />
          <CardSkeleton />
        </Specimen>
      </Pair>
      <Specimen name="StatTilesSkeleton, DetailSkeleton" className="grid gap-6">
        <StatTilesSkeleton />
        <DetailSkeleton />
      </Specimen>
    </Chapter>
  );
}
