import { CoreError } from "../../../errors.ts";
import { JsonError } from "./json-grammar.ts";
import type { LargeSettings } from "./large-settings.ts";

export const tooLarge = (bytes: number): CoreError =>
  new CoreError(
    "server.protocol_error",
    `The server's answer is larger than the ${Math.floor(bytes / 1024 / 1024)} MiB that Core passes on. Ask it for less at a time, or have an administrator raise the server's setting maxAnswerBytes.`,
  );

export const tooLargeWhole = (bytes: number): CoreError =>
  new CoreError(
    "server.protocol_error",
    `The server's answer is larger than the ${Math.floor(bytes / 1024 / 1024)} MiB that Core reads whole. Ask it for less at a time. What resources hold may be larger, where no rule redacts it and no cache keeps it.`,
  );

export const noAnswer = (cause: unknown): CoreError =>
  new CoreError(
    "server.protocol_error",
    `The server's large answer was broken off, because it is no valid one: ${cause instanceof JsonError ? cause.message : "it cannot be read"}.`,
    { cause },
  );

export const tooSlow = ({ stallMs, totalMs }: LargeSettings): CoreError =>
  new CoreError(
    "server.timeout",
    `The large answer was broken off: nothing of it has moved for ${stallMs / 1000} s, or it has taken more than ${totalMs / 60_000} minutes.`,
  );
