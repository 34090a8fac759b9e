import { createHash } from "node:crypto";
import { adminWire, type IpRuleView } from "@peta/contract";
import type { Caller } from "../../../../modules/principals/principal.ts";
import { type AdminAction, adminAction } from "../action.ts";
import type { AdminDeps } from "../deps.ts";

/** How this wire writes "every address"; Core says it for both families. */
const WILDCARD = "0.0.0.0/0";
const EVERY_ADDRESS = ["0.0.0.0/0", "::/0"];

const toRanges = (entries: readonly string[]): string[] =>
  entries.flatMap((entry) => (entry.trim() === WILDCARD ? EVERY_ADDRESS : [entry]));
const toEntries = (rules: readonly IpRuleView[]): string[] => {
  const ranges = rules.map(({ range }) => range);
  return EVERY_ADDRESS.every((range) => ranges.includes(range)) ? ranges.filter((range) => range !== "::/0") : ranges;
};
/** A rule's id as a number, as this wire's clients want one. */
const numberOf = (ruleId: string): number => createHash("sha256").update(ruleId).digest().readUInt32BE() >>> 1;

const lockMeOut = (data: Record<string, unknown>) => ({ lockMeOut: data.lockMeOut === true });
const sameRange = (a: string, b: string): boolean => a.trim().toLowerCase() === b.toLowerCase();

/** 4001 to 4005: the address rules of the workspace. */
export function ipListActions({ network }: AdminDeps): AdminAction[] {
  const read = async (caller: Caller): Promise<string[]> => {
    const entries = toEntries((await network.rules(caller)).rules);
    return entries.length === 0 ? [WILDCARD] : entries;
  };
  const stored = async (caller: Caller): Promise<string[]> =>
    (await network.rules(caller)).rules.map(({ range }) => range);

  return [
    adminAction("UPDATE_IP_WHITELIST", "admin", {
      era: "A",
      purpose: "Replaces the list. An empty one lets every address in.",
      input: adminWire.updateIpListSchema,
      example: { whitelist: [WILDCARD] },
      async run({ caller }, data) {
        await network.replaceRules(caller, toRanges(data.whitelist), lockMeOut(data));
        return { whitelist: await read(caller), message: "The list is replaced." };
      },
    }),
    adminAction("GET_IP_WHITELIST", "admin", {
      era: "A",
      purpose: "Reads the list.",
      input: adminWire.emptySchema,
      example: {},
      async run({ caller }) {
        const whitelist = await read(caller);
        return { whitelist, count: whitelist.length };
      },
    }),
    adminAction("DELETE_IP_WHITELIST", "admin", {
      era: "A",
      purpose: "Removes entries.",
      input: adminWire.ipEntriesSchema,
      example: { ips: ["192.0.2.9"] },
      async run({ caller }, data) {
        const gone = toRanges(data.ips);
        const before = await stored(caller);
        const after = before.filter((range) => !gone.some((one) => sameRange(one, range)));
        if (after.length < before.length) await network.replaceRules(caller, after, lockMeOut(data));
        const deletedCount = before.length - after.length;
        return { deletedCount, message: `${deletedCount} entries are removed.` };
      },
    }),
    adminAction("ADD_IP_WHITELIST", "admin", {
      era: "A",
      purpose: "Adds addresses and ranges, IPv4 or IPv6.",
      input: adminWire.ipEntriesSchema,
      example: { ips: [WILDCARD] },
      async run({ caller }, data) {
        const before = (await network.rules(caller)).rules;
        const after = await network.replaceRules(
          caller,
          [...before.map(({ range }) => range), ...toRanges(data.ips)],
          lockMeOut(data),
        );
        const added = after.filter(({ ruleId }) => !before.some((rule) => rule.ruleId === ruleId));
        const addedEntries = toEntries(added).length;
        return {
          addedIds: added.map(({ ruleId }) => numberOf(ruleId)),
          addedCount: addedEntries,
          skippedCount: Math.max(0, data.ips.length - addedEntries),
          message: `${addedEntries} entries are added.`,
        };
      },
    }),
    adminAction("SPECIAL_IP_WHITELIST_OPERATION", "admin", {
      era: "A",
      purpose: "Lets every address in, or takes that back where other entries are left.",
      input: adminWire.specialIpOperationSchema,
      example: { operation: "allow-all" },
      async run({ caller }, data) {
        const before = await stored(caller);
        const others = before.filter((range) => !EVERY_ADDRESS.includes(range));
        if (data.operation === "allow-all") await network.replaceRules(caller, [...others, ...EVERY_ADDRESS]);
        else if (others.length > 0 && others.length < before.length)
          await network.replaceRules(caller, others, lockMeOut(data));
        return null;
      },
    }),
  ];
}
