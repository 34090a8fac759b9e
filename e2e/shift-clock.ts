import { readFileSync } from "node:fs";

/**
 * Loaded into Core (`--import`) while pictures are taken, so that a day of calls can be made in seconds: moves
 * `Date.now` by the milliseconds in the file that SHIFT_CLOCK_FILE names.
 */
const realNow = Date.now;
const file = process.env.SHIFT_CLOCK_FILE ?? "";
let readAt = Number.NEGATIVE_INFINITY;
let shiftMs = 0;
Date.now = () => {
  const now = realNow();
  if (now - readAt > 20) {
    readAt = now;
    shiftMs = Number(readFileSync(file, "utf8"));
  }
  return now + shiftMs;
};
