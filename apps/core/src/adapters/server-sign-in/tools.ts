import type { FetchLike } from "@modelcontextprotocol/client";
import type { Clock } from "../clock.ts";

export type Sdk = typeof import("@modelcontextprotocol/client");

/** What one errand to an authorization server is done with. */
export interface Tools {
  /**
   * Its single steps are used, not `auth()`: that one registers, renews and asks by itself, and writes what went wrong to
   * the console, with the text of whoever answered.
   */
  sdk: Sdk;
  fetch: FetchLike;
  clock: Clock;
}
