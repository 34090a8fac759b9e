"use client";

import { Button, Callout, FormActions } from "@peta/ui";
import Link from "next/link";
import type { AddFailure } from "./use-added.ts";

/** The end of a form that adds a server: what Core refused, and saving all the same where it only did not answer. */
export function SaveActions(props: {
  failure: AddFailure | null;
  /** What is wrong and stands beside no field. */
  unplaced: string | undefined;
  isBusy: boolean;
  /** The last test failed, so that saving all the same is offered at once. */
  hasFailedTest?: boolean;
  onSaveAnyway: () => void;
  saveLabel?: string;
}) {
  const { failure, isBusy } = props;
  const isUnreachable = failure?.isUnreachable ?? false;
  const offersAnyway = Boolean(props.hasFailedTest) && !isUnreachable;
  return (
    <>
      {failure && isUnreachable && (
        <Callout
          tone="warning"
          title={failure.message}
          live
          action={
            <Button onClick={props.onSaveAnyway} busy={isBusy}>
              Save anyway
            </Button>
          }
        >
          Nothing was saved. Saved anyway, Core reads what it offers at the next connection.
        </Callout>
      )}
      <FormActions
        error={props.unplaced ?? (failure && !isUnreachable && !failure.isDuplicate ? failure.message : undefined)}
        aside={offersAnyway ? "The last test failed." : undefined}
      >
        <Button asChild variant="ghost">
          <Link href="/servers">Cancel</Link>
        </Button>
        {offersAnyway && (
          <Button onClick={props.onSaveAnyway} busy={isBusy}>
            Save anyway
          </Button>
        )}
        <Button type="submit" variant="primary" busy={isBusy} busyLabel="Testing and saving">
          {props.saveLabel ?? "Save server"}
        </Button>
      </FormActions>
    </>
  );
}
