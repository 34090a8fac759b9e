import type { Command } from "commander";
import type { Result } from "./output.ts";
import type { CoreSession } from "./session.ts";

/** What a command does with a line to Core; what it returns is printed, what it throws is reported. */
export type Work<Args extends unknown[]> = (session: CoreSession, ...args: Args) => Promise<Result>;

/**
 * Turns work into a commander action. Commander gives an action its arguments, then the options, then the command; the
 * last one stays here.
 */
export type Run = <Args extends unknown[]>(work: Work<Args>) => (...given: [...Args, Command]) => Promise<void>;

/** Adds one command to its parent. One file under `commands/` each. */
export type Register = (parent: Command, run: Run) => void;
