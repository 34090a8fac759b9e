import { tmpdir } from "node:os";
import { createOftenCollector } from "./collect-often.ts";
import { SpoolRoom } from "./spool-room.ts";

export interface LargeSettings {
  /** A message that is larger is looked at as a large answer, in bytes. Below, nothing of this has any effect. */
  fromBytes: number;
  /** Unread bytes of an answer at which its server is not read any further, if nobody else waits for what it says. */
  unreadBytes: number;
  /** Bytes that wait for a slow disk before the server is not read any further. */
  unwrittenBytes: number;
  /** The longest that nothing comes, or nobody reads. */
  stallMs: number;
  /** The longest for one answer, whoever is slow: its server works on few requests at a time (A35). */
  totalMs: number;
  /** For answers whose reader is slower than their server. */
  directory: string;
  room: SpoolRoom;
  /** Hears of all bytes that pass. */
  onPassed: (bytes: number) => void;
}

const MEBI = 1024 * 1024;

/** @param directory null: the system's for temporary files */
export const largeSettings = (directory: string | null): LargeSettings => ({
  fromBytes: MEBI,
  unreadBytes: MEBI,
  unwrittenBytes: 8 * MEBI,
  stallMs: 60_000,
  totalMs: 15 * 60_000,
  directory: directory ?? tmpdir(),
  room: new SpoolRoom(2 * 1024 * MEBI),
  onPassed: createOftenCollector(4 * MEBI),
});
