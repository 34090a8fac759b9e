import { DeskError } from "../desk-error.ts";
import { networkProblem } from "./network-problem.ts";

export type Fetch = typeof fetch;

/** How long an answer of Core may take; starting a server with new values takes longest. */
const TIMEOUT_MS = 60_000;

/**
 * `fetch` to one Core: it gives up in time, follows no redirect (a credential reaches nobody but the address it is
 * for), and says in a sentence what went wrong on the way. Throws desk.offline, desk.certificate, desk.not_core.
 */
export const createFetchCore =
  (deps: { fetch: Fetch; origin: string; timeoutMs?: number }): Fetch =>
  async (input, init) => {
    const timeout = AbortSignal.timeout(deps.timeoutMs ?? TIMEOUT_MS);
    const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    let response: Response;
    try {
      response = await deps.fetch(input, { ...init, signal, redirect: "manual" });
    } catch (error) {
      if (init?.signal?.aborted) throw error;
      throw networkProblem(error, deps.origin);
    }
    if (response.status >= 300 && response.status < 400) {
      const to = URL.parse(response.headers.get("location") ?? "", deps.origin)?.origin;
      throw new DeskError(
        "desk.not_core",
        `${deps.origin} sends requests on${to === undefined ? "" : ` to ${to}`}. Use the address of Peta itself.`,
      );
    }
    return response;
  };

/** Documents and tokens are short. */
const MAX_BODY_CHARACTERS = 262_144;

/** The JSON of an answer; undefined when it is none. */
export async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  if (text.length > MAX_BODY_CHARACTERS) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
