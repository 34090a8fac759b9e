import { isDeepStrictEqual } from "node:util";
import { isObject, type Json } from "../fixture/wire.ts";
import type { Heard, ProbeClient } from "../probe-client.ts";

/** One client of Core, in front of one server. */
export interface Bench {
  client: ProbeClient;
  /** A request to its result. Throws where it fails. */
  ask(method: string, params?: Json): Promise<Json>;
  /** A tool's result. */
  call(name: string, args?: Json, meta?: Json): Promise<Json>;
  /** Notifications that belong to no request. Resolves when one comes, and throws when none does. */
  heard(method: string, since: number): Promise<Json>;
  /** To give `heard`: what comes from now on. */
  now(): number;
  /** What the client was asked, by method. */
  asked: { method: string; params: Json }[];
}

export type Probe = (bench: Bench) => Promise<void>;

export function want(isSo: boolean, what: string): void {
  if (!isSo) throw new Error(what);
}

export function wantEqual(found: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(found, expected))
    throw new Error(`found ${JSON.stringify(found)?.slice(0, 500)}, not ${JSON.stringify(expected)}`);
}

export const resultOf = ({ result, error, status }: Heard): Json => {
  if (result) return result;
  throw new Error(error ? `${error.code}: ${error.message}` : `HTTP ${status} without an answer`);
};

/** The text of the first part of a result. */
export const textOf = (result: Json): string => {
  const [first] = result.content as Json[];
  return isObject(first) ? String(first.text) : "";
};
