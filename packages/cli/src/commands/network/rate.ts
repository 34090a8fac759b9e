import { ratePerMinuteSchema } from "@peta/contract";
import { InvalidArgumentError } from "commander";

/** As it is typed: commander takes a null from a parser for a missing value. */
export type TypedRate = number | "none";

/** `600`, or `none` for no limit. Throws commander's InvalidArgumentError. */
export function parseRate(text: string): TypedRate {
  if (text === "none") return text;
  const parsed = ratePerMinuteSchema.unwrap().safeParse(Number(text));
  if (!parsed.success)
    throw new InvalidArgumentError("A rate is a number of requests a minute, from 1 to 1000000, or none.");
  return parsed.data;
}

export const rateOf = (typed: TypedRate): number | null => (typed === "none" ? null : typed);

export const rateText = (rate: number | null, none: string): string =>
  rate === null ? none : `${rate} requests a minute`;
