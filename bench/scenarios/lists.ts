import { median } from "../lib/load.ts";
import { openSession, type Target, timeList } from "../lib/mcp-session.ts";

/** Median milliseconds of tools/list over a catalogue of `expected` tools. */
export async function measureList(core: Target, expected: number): Promise<number> {
  const connection = await openSession(core, "legacy");
  const times: number[] = [];
  for (let i = 1; i <= 60; i++) times.push(await timeList(connection, i, expected));
  connection.close();
  return median(times.slice(10));
}
