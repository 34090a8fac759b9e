import type { Problem } from "../shared/result.ts";

/** Something that did not work: `message` is a sentence for the person, `cause` stays in this process. */
export class DeskError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = "DeskError";
    this.code = code;
  }
}

export const toProblem = (error: DeskError): Problem => ({ code: error.code, message: error.message });
