import { setTimeout as sleep } from "node:timers/promises";

/** Core looks every 20 s whether it has memory to give back; where it was busy at one look, the next one decides. */
export const untilQuiet = (): Promise<void> => sleep(45_000);
