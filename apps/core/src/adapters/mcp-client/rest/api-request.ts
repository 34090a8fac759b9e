import type { RestMethod } from "@peta/contract";

/** One request to an API, before credentials are added. */
export interface ApiRequest {
  method: RestMethod;
  /** Whole, with its path encoded. */
  url: URL;
  /** Names in lower case. */
  headers: Record<string, string>;
  body: string | null;
}

/** Why a call cannot be made, or what came of it: a sentence for whoever called the tool. */
export class ToolError extends Error {}
