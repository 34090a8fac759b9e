import { ratePerMinuteSchema } from "@peta/contract";
import { InvalidArgumentError } from "commander";

/** `600`, or `none` for no limit. Throws commander's InvalidArgumentError. */
export function parseRate(text: string): number | null {
  const parsed = ratePerMinuteSchema.safeParse(text === "none" ? null : Number(text));
  if (!parsed.success)
    throw new InvalidArgumentError("A rate is a number of requests a minute, from 1 to 1000000, or none.");
  return parsed.data;
}

export const rateText = (rate: number | null, none: string): string =>
  rate === null ? none : `${rate} requests a minute`;
