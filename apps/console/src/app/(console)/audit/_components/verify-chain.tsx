"use client";

import type { AuditVerification } from "@peta/contract";
import { Badge, Button, Callout, Dialog, EmptyState, LoadingState, RelativeTime } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useState } from "react";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";

/** Walks every chain of the log and says whether a record was changed, removed or moved. */
export function VerifyChain() {
  const trpc = useTRPC();
  const [open, setOpen] = useState(false);
  const verify = useMutation(trpc.audit.verify.mutationOptions({ meta: { showsError: true } }));
  function run() {
    setOpen(true);
    verify.mutate();
  }
  return (
    <>
      <Button icon={<ShieldCheck aria-hidden />} onClick={run} busy={verify.isPending} busyLabel="Verifying">
        Verify log
      </Button>
      <Dialog
        open={open}
        onOpenChange={setOpen}
        title="Verify the audit log"
        description="Each record carries the hash of the one before it. A changed, removed or moved record breaks its chain."
        footer={<Button onClick={() => setOpen(false)}>Close</Button>}
      >
        {verify.isPending && <LoadingState label="Walking every chain" delayMs={0} />}
        {verify.error && (
          <Callout tone="danger" title="The log could not be verified" live>
            {toConsoleError(verify.error).message}
          </Callout>
        )}
        {verify.data && !verify.isPending && <Verification result={verify.data} />}
      </Dialog>
    </>
  );
}

function Verification({ result }: { result: AuditVerification }) {
  if (result.chains.length === 0) return <EmptyState title="There are no records yet" compact />;
  const broken = result.chains.filter((chain) => !chain.ok).length;
  return (
    <div className="grid gap-4">
      <Callout
        tone={result.ok ? "success" : "danger"}
        live
        title={
          result.ok
            ? "The log is complete and unchanged"
            : `${broken} of ${result.chains.length} chains ${broken === 1 ? "is" : "are"} broken`
        }
      >
        {result.rows.toLocaleString("en")} records in {result.chains.length}{" "}
        {result.chains.length === 1 ? "chain" : "chains"}, checked <RelativeTime at={result.checkedAt} />.
      </Callout>
      <ul aria-label="Chains" className="m-0 grid list-none gap-2 p-0">
        {result.chains.map((chain) => (
          <li key={chain.writerId} className="rounded border border-border px-3 py-2 text-13">
            <span className="flex items-center justify-between gap-3">
              <code className="min-w-0 truncate text-12">{chain.writerId}</code>
              <span className="flex shrink-0 items-center gap-2">
                <span className="text-12 tabular-nums text-text-muted">{chain.rows.toLocaleString("en")} records</span>
                <Badge tone={chain.ok ? "success" : "danger"}>{chain.ok ? "Unbroken" : "Broken"}</Badge>
              </span>
            </span>
            {chain.problem && <p className="mt-1 text-12 text-danger">{chain.problem}</p>}
          </li>
        ))}
      </ul>
    </div>
  );
}
