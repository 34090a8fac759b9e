import type { Command } from "commander";
import { requirePrincipalId } from "../../parse.ts";

export interface OfOptions {
  of?: string;
}

/** Whose clients are meant: the caller's own, an agent's of theirs, or, for administrators, anybody's. */
export const withOfOption = (command: Command): Command =>
  command.option("--of <principalId>", "of one of your agents, or as an administrator of anybody (default: yourself)");

export const principalOf = ({ of }: OfOptions): { principalId?: string } =>
  of === undefined ? {} : { principalId: requirePrincipalId(of) };
