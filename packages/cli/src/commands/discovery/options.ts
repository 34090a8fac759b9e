import { discoveryProfileSchema } from "@peta/contract";
import { Argument, type Command } from "commander";
import { collect, parseNumber } from "../../parse.ts";

export interface ChoiceOptions {
  pin: string[];
  directTools?: number;
}

/** The options that say what `hybrid` lists. */
export const withChoiceOptions = (command: Command): Command =>
  command
    .option("--pin <serverId::tool>", "hybrid: always in the list, in this order; may be repeated", collect, [])
    .option("--direct-tools <number>", "hybrid: how many tools of servers the list holds", parseNumber);

export const profileArgument = (more: readonly string[] = []): Argument =>
  new Argument(
    "<profile>",
    "flat: all tools; strict: search, describe, execute; hybrid: these and a few tools",
  ).choices([...discoveryProfileSchema.options, ...more]);

export const changeOf = ({ pin, directTools }: ChoiceOptions) => ({
  ...(pin.length > 0 && { pinned: pin }),
  ...(directTools !== undefined && { directTools }),
});
