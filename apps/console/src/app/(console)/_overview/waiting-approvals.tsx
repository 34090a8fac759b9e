"use client";

import { Button, Callout } from "@peta/ui";
import Link from "next/link";
import { useWaitingCount } from "@/features/approvals/use-waiting-count.ts";

/** The first thing on the overview while calls wait for the signed-in person. */
export function WaitingApprovals() {
  const waiting = useWaitingCount();
  if (waiting === 0) return null;
  return (
    <Callout
      tone="warning"
      className="mb-5"
      title={waiting === 1 ? "A call waits for your decision" : `${waiting} calls wait for your decision`}
      action={
        <Button asChild variant="primary">
          <Link href="/approvals">Decide</Link>
        </Button>
      }
    />
  );
}
