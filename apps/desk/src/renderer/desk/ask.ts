import type { DeskApi } from "../../shared/ipc.ts";
import type { Result } from "../../shared/result.ts";

declare global {
  interface Window {
    /** Put there by the preload script. */
    readonly desk: DeskApi;
  }
}

/** What the main process could not do, with its sentence. */
export class AskError extends Error {
  readonly code: string;

  constructor(problem: { code: string; message: string }) {
    super(problem.message);
    this.name = "AskError";
    this.code = problem.code;
  }
}

/** The value of an answer. Throws AskError for a refusal. */
export async function ask<T>(answer: Promise<Result<T>>): Promise<T> {
  const result = await answer;
  if (!result.ok) throw new AskError(result.problem);
  return result.value;
}

/** Of anything that was thrown: a sentence and, where it came from the main process, its code. */
export function problemOf(error: unknown): { message: string; code?: string } {
  if (error instanceof AskError) return { message: error.message, code: error.code };
  return { message: "Something went wrong in this window. Try again." };
}
