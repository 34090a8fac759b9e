"use client";

import { useState } from "react";
import { toolObstacle } from "@/features/public-access/public-words.ts";
import type { ServerDetail } from "@/lib/trpc/outputs.ts";

export interface PublicDraft {
  isOpen: boolean;
  /** As it is typed. */
  rate: string;
  tools: ReadonlySet<string>;
}

/** What can be chosen of what was: a tool that wants an approval by now is reached by nobody. */
const draftOf = (server: ServerDetail): PublicDraft => ({
  isOpen: server.anonymousAccess,
  rate: String(server.anonymousRateLimit),
  tools: new Set(
    server.capabilities
      .filter((one) => one.kind === "tool" && one.anonymous && toolObstacle(one) === null)
      .map(({ name }) => name),
  ),
});

const textOf = ({ isOpen, rate, tools }: PublicDraft): string =>
  JSON.stringify([isOpen, rate.trim(), [...tools].sort()]);

/** What is being changed. What others save meanwhile is taken over, unless something was changed here already. */
export function usePublicDraft(server: ServerDetail) {
  const stored = draftOf(server);
  const [base, setBase] = useState(stored);
  const [draft, setDraft] = useState(stored);
  const isChanged = textOf(draft) !== textOf(base);
  const isOther = textOf(stored) !== textOf(base);
  if (isOther && !isChanged) {
    setBase(stored);
    setDraft(stored);
  }
  return {
    draft,
    set: (part: Partial<PublicDraft>) => setDraft({ ...draft, ...part }),
    isChanged,
    isOutdated: isOther && isChanged,
    discard() {
      setBase(stored);
      setDraft(stored);
    },
  };
}
