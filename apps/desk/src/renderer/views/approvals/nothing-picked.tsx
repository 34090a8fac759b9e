import { EmptyState, Kbd } from "@peta/ui";
import { Inbox } from "lucide-react";

/** Beside an empty list. */
export function NothingPicked() {
  return (
    <EmptyState icon={<Inbox aria-hidden />} title="Nothing waits for you">
      When an agent of yours wants to do something that needs your yes, it appears here at once, and your computer tells
      you. Press <Kbd keys="?" /> for the keys.
    </EmptyState>
  );
}
