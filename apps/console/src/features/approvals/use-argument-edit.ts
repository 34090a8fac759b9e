"use client";

import { isSameJson, type JsonProblem } from "@peta/ui";
import { useState } from "react";
import type { ApprovalDetail } from "@/lib/trpc/outputs.ts";
import { checkArguments, inputSchemaOf } from "./check-arguments.ts";

type Arguments = Record<string, unknown>;

const keyOf = ({ path, message }: JsonProblem) => `${path} ${message}`;

/** The decider's edit of the arguments, while there is one: what it is now, and whether it can be sent. */
export function useArgumentEdit(approval: Pick<ApprovalDetail, "arguments" | "definition" | "kind" | "status">) {
  const [edit, setEdit] = useState<{ value: Arguments | null } | null>(null);
  const schema = inputSchemaOf(approval.definition);
  const isEditing = edit !== null && approval.status === "pending";
  const value = isEditing ? edit.value : null;
  const problems = value === null ? [] : checkArguments(schema, value);
  // What was wrong before the edit is the asker's doing, and no reason to hold the answer up.
  const before = isEditing ? new Set(checkArguments(schema, approval.arguments).map(keyOf)) : new Set<string>();
  return {
    schema,
    canEdit: approval.kind === "tool" || approval.kind === "prompt",
    isEditing,
    problems,
    /** The arguments as they were changed; null: nothing was. */
    changed: value !== null && !isSameJson(value, approval.arguments) ? value : null,
    /** It cannot be read, or the tool's schema does not take it. */
    isBlocked: isEditing && (value === null || problems.some((problem) => !before.has(keyOf(problem)))),
    start: () => setEdit({ value: approval.arguments }),
    change: (next: Arguments | null) => setEdit({ value: next }),
    stop: () => setEdit(null),
  };
}

export type ArgumentEdit = ReturnType<typeof useArgumentEdit>;
