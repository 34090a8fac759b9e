import type { z } from "zod";

/**
 * The sentence for an input that does not fit: the first problem with its path, never a value.
 * @param root what the path starts with
 */
export function inputProblem(error: z.ZodError, root?: string): string {
  const issue = error.issues[0];
  const path = [...(root === undefined ? [] : [root]), ...(issue?.path ?? [])].join(".");
  return `${path ? `${path}: ` : ""}${issue?.message ?? "it does not fit"}`;
}
