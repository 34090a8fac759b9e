import type { IpRuleView } from "@peta/contract";
import { isInRange } from "@peta/ui";

/** Whether an address may come under these ranges. Without any, every address may. */
export const mayCome = (address: string, ranges: readonly string[]): boolean =>
  ranges.length === 0 || ranges.some((range) => isInRange(address, range));

/** True when whoever is at `yourAddress` would be shut out; also when Core cannot tell where they are. */
export const wouldShutOut = (yourAddress: string | null, ranges: readonly string[]): boolean =>
  ranges.length > 0 && (yourAddress === null || !mayCome(yourAddress, ranges));

/** "Requests from 2 ranges are answered, all others are refused." as the state of the page. */
export function networkSentence(rules: readonly IpRuleView[]): string {
  if (rules.length === 0) return "Requests from every address are answered.";
  const ranges = rules.length === 1 ? "1 address or range" : `${rules.length} addresses and ranges`;
  return `Requests from ${ranges} are answered, all others are refused.`;
}

/** Text of a rate: "600 requests a minute". */
export const rateWords = (rate: number | null): string =>
  rate === null ? "No limit" : `${rate.toLocaleString("en")} ${rate === 1 ? "request" : "requests"} a minute`;

export type ReadRate = { ok: true; rate: number | null } | { ok: false; problem: string };

/** A rate as it is typed; nothing means no limit. */
export function readRate(text: string): ReadRate {
  const typed = text.trim().replaceAll(/[\s,_]/g, "");
  if (typed === "") return { ok: true, rate: null };
  if (!/^\d+$/.test(typed)) return { ok: false, problem: "A whole number, or nothing for no limit." };
  const rate = Number(typed);
  if (rate < 1 || rate > 1_000_000) return { ok: false, problem: "From 1 to 1,000,000 requests a minute." };
  return { ok: true, rate };
}
