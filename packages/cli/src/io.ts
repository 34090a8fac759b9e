import type { Readable, Writable } from "node:stream";

/** The world around the command, passed in so that tests bring their own. */
export interface Io {
  env: Readonly<Record<string, string | undefined>>;
  stdin: Readable & { isTTY?: boolean; setRawMode?: (raw: boolean) => unknown };
  stdout: Writable & { isTTY?: boolean };
  stderr: Writable & { isTTY?: boolean };
  platform: NodeJS.Platform;
  homeDirectory: string;
  /** Rejects as soon as the signal aborts. */
  pause(ms: number, signal: AbortSignal): Promise<unknown>;
  /** Ctrl-C aborts the signal while the work is under way, in the place of ending the process. */
  interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** Root of the checkout, or null when the command is installed elsewhere. */
  checkout: string | null;
}
