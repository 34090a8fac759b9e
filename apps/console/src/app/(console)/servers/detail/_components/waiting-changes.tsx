"use client";

import { focusSoon } from "@peta/ui";
import { useEffect, useRef } from "react";
import type { ServerDetail } from "@/lib/trpc/outputs.ts";
import { WaitingInstructions } from "./waiting-instructions.tsx";
import { WaitingTools } from "./waiting-tools.tsx";
import { WaitingWording } from "./waiting-wording.tsx";

/** What the server says of itself since somebody looked at it last, and what waits for that. */
export function WaitingChanges({ server }: { server: ServerDetail }) {
  const parts = useRef<HTMLDivElement>(null);
  const count = server.waitingChanges;
  const lastCount = useRef(count);
  useEffect(() => {
    // What was decided on is gone, with the button that had the focus: on to the next, or to where one goes on.
    if (count < lastCount.current && document.activeElement === document.body)
      focusSoon(
        () => parts.current?.querySelector("[data-look]") ?? document.querySelector("[role=tab][aria-selected=true]"),
      );
    lastCount.current = count;
  }, [count]);
  return (
    <div ref={parts}>
      <WaitingTools server={server} />
      <WaitingInstructions server={server} />
      <WaitingWording server={server} />
    </div>
  );
}
