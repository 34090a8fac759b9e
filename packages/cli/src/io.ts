import type { Readable, Writable } from "node:stream";

/** The world around the command, passed in so that tests bring their own. */
export interface Io {
  env: Readonly<Record<string, string | undefined>>;
  stdin: Readable & { isTTY?: boolean; setRawMode?: (raw: boolean) => unknown };
  stdout: Writable & { isTTY?: boolean };
  stderr: Writable & { isTTY?: boolean };
  platform: NodeJS.Platform;
  homeDirectory: string;
  /** Root of the checkout, or null when the command is installed elsewhere. */
  checkout: string | null;
}
