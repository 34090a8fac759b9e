import { sizeText } from "./size-text.ts";

/** Why a chosen file is not read: it would be held in memory as a whole, whatever it is. Null: it is. */
export const fileProblem = ({ size }: { size: number }, maxBytes: number): string | null =>
  size > maxBytes ? `The file has ${sizeText(size)}; ${sizeText(maxBytes)} at most.` : null;
