import type { ApprovalDetail } from "@peta/contract";
import { isSameJson, type JsonProblem } from "@peta/ui";
import { useState } from "react";
import { inputSchemaOf } from "./approval-words.ts";
import { checkArguments } from "./check-arguments.ts";

const asText = ({ path, message }: JsonProblem): string => `${path} ${message}`;

/** The decider's own version of the arguments, while there is one. */
export function useEdit(approval: ApprovalDetail) {
  // Null inside: what is typed cannot be read as arguments.
  const [edit, setEdit] = useState<{ value: Record<string, unknown> | null } | null>(null);
  const schema = inputSchemaOf(approval);
  const edited = edit?.value ?? null;
  const problems = edited === null ? [] : checkArguments(schema, edited);
  // What was wrong before the edit is the asker's doing, and no reason to hold the answer up.
  const before = new Set(checkArguments(schema, approval.arguments).map(asText));
  const isChanged = edited !== null && !isSameJson(edited, approval.arguments);
  return {
    schema,
    isEditing: edit !== null,
    edited,
    isChanged,
    problems,
    /** It cannot be sent like this. */
    isBlocked: edit !== null && (edited === null || problems.some((problem) => !before.has(asText(problem)))),
    begin: () => setEdit({ value: approval.arguments }),
    change: (value: Record<string, unknown> | null) => setEdit({ value }),
    end: () => setEdit(null),
  };
}
