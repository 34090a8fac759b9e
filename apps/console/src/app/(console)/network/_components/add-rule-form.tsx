"use client";

import { addIpRuleInputSchema, type IpRuleView } from "@peta/contract";
import { Button, Callout, Checkbox, Field, Input, IpRangeInput, readIpRange, useToast } from "@peta/ui";
import { useMutation } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { wouldShutOut } from "@/features/network/network-words.ts";
import { useContractForm } from "@/lib/form/use-contract-form.ts";
import { useMarkStale } from "@/lib/live/use-mark-stale.ts";
import { useTRPC } from "@/lib/trpc/client.ts";
import { toConsoleError } from "@/lib/trpc/public-error.ts";

/** Lets an address or a range in. Warns before the first rule that does not hold for whoever types it. */
export function AddRuleForm({ rules, yourAddress }: { rules: readonly IpRuleView[]; yourAddress: string | null }) {
  const trpc = useTRPC();
  const toast = useToast();
  const markStale = useMarkStale();
  const [range, setRange] = useState("");
  const [note, setNote] = useState("");
  const [lockMeOut, setLockMeOut] = useState(false);
  const { formRef, errors, check, refuse, onInput } = useContractForm(addIpRuleInputSchema);
  const add = useMutation(
    trpc.network.addRule.mutationOptions({
      meta: { showsError: true },
      onSuccess(added) {
        toast.show({ tone: "success", title: `${added.range} may come` });
        setRange("");
        setNote("");
        setLockMeOut(false);
      },
      onError: (error) => refuse("range", toConsoleError(error).message),
      onSettled: () => markStale("network"),
    }),
  );
  const read = readIpRange(range);
  const shutsOut = read.ok && wouldShutOut(yourAddress, [...rules.map((rule) => rule.range), read.text]);
  const isListed =
    yourAddress !== null &&
    rules.length > 0 &&
    !wouldShutOut(
      yourAddress,
      rules.map((rule) => rule.range),
    );

  function submit(event: SubmitEvent) {
    event.preventDefault();
    if (!read.ok) return refuse("range", read.problem);
    if (shutsOut && !lockMeOut) return refuse("lockMeOut", "Say that this is meant, or add your own address first.");
    const input = check({ range, note: note.trim() || undefined, lockMeOut: shutsOut && lockMeOut });
    if (input) add.mutate(input);
  }
  return (
    <form
      ref={formRef}
      noValidate
      onInput={onInput}
      onSubmit={submit}
      aria-label="Add address rule"
      className="mb-4 grid gap-4 rounded border border-border bg-surface-1 p-4"
    >
      <div className="grid items-start gap-4 sm:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_auto]">
        <IpRangeInput value={range} onChange={setRange} error={errors.range} />
        <Field label="Note" required={false} hint="Whose address it is." error={errors.note}>
          <Input autoComplete="off" maxLength={200} value={note} onChange={(event) => setNote(event.target.value)} />
        </Field>
        <Button type="submit" variant="primary" busy={add.isPending} className="sm:mt-6.5">
          Add rule
        </Button>
      </div>
      {shutsOut && (
        <Callout
          tone="danger"
          live
          title={
            yourAddress === null
              ? "This may shut you out: Core cannot tell where you are"
              : `This shuts you out: your address, ${yourAddress}, is in no rule`
          }
        >
          Your next request is refused, and so is everybody else’s from there.
          <Field label="Add it all the same" error={errors.lockMeOut} layout="inline" className="mt-2">
            <Checkbox checked={lockMeOut} onCheckedChange={(checked) => setLockMeOut(checked === true)} />
          </Field>
        </Callout>
      )}
      {yourAddress !== null && !isListed && (
        <p className="text-13 text-text-muted">
          You are at <code>{yourAddress}</code>.{" "}
          <Button
            size="sm"
            onClick={() => {
              setRange(yourAddress);
              setNote(note || "My address");
            }}
          >
            Take my address
          </Button>
        </p>
      )}
    </form>
  );
}
