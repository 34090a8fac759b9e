import { publicErrorSchema } from "@peta/contract";
import type { AppRouter } from "@peta/core/app-router";
import { createTRPCClient, httpLink, TRPCClientError } from "@trpc/client";
import { z } from "zod";
import { DeskError } from "../desk-error.ts";
import { createFetchCore, type Fetch, readJson } from "../http/fetch-core.ts";
import { networkProblem } from "../http/network-problem.ts";
import type { TokenSource } from "./token-source.ts";

export type CoreApi = ReturnType<typeof createCoreApi>;

/**
 * The typed API of one Core with the token of one person. A token that Core refuses is replaced once, where there is
 * another; otherwise `onRefused` hears of it.
 */
export function createCoreApi(deps: {
  fetch: Fetch;
  origin: string;
  tokens: TokenSource;
  version: string;
  onRefused: (reason: string) => void;
}) {
  const { origin, tokens } = deps;
  const fetchCore = createFetchCore({ fetch: deps.fetch, origin });
  const withToken = (init: RequestInit | undefined, token: string): RequestInit => {
    const headers = new Headers(init?.headers);
    headers.set("authorization", `Bearer ${token}`);
    headers.set("user-agent", `peta-desk/${deps.version}`);
    headers.set("x-peta-client", "desk");
    return { ...init, headers };
  };
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${origin}/trpc`,
        async fetch(input, init) {
          const token = await tokens.current();
          const response = await fetchCore(input as string, withToken(init as RequestInit, token));
          if (!(await refusesToken(response))) return response;
          const other = await tokens.replace(token);
          const again =
            other === null ? response : await fetchCore(input as string, withToken(init as RequestInit, other));
          if (await refusesToken(again)) deps.onRefused("Peta no longer accepts this sign-in. Sign in again.");
          return again;
        },
      }),
    ],
  });
}

const tokenRefusalSchema = z.object({
  error: z.object({ data: z.object({ peta: z.object({ code: z.enum(["auth.required", "auth.invalid_token"]) }) }) }),
});

/** Whether the answer is about the token; a wrong password for an approval is a 401 too. */
async function refusesToken(response: Response): Promise<boolean> {
  if (response.status !== 401 || response.bodyUsed) return false;
  return tokenRefusalSchema.safeParse(await readJson(response.clone())).success;
}

/** A newer Core may know codes that we do not: its sentence is still the best thing to say. */
const refusalSchema = publicErrorSchema.extend({ code: z.string() });

/** The error and what caused it, outermost first. */
function* causesOf(error: unknown): Generator {
  let at: unknown = error;
  for (let depth = 0; at !== null && at !== undefined && depth < 8; depth++) {
    yield at;
    at = (at as { cause?: unknown }).cause;
  }
}

/** Everything that can go wrong on the way to Core and back, as the one error of this application. */
export function toDeskError(error: unknown, origin: string): DeskError {
  for (const problem of causesOf(error)) {
    if (problem instanceof DeskError) return problem;
    if (!(problem instanceof TRPCClientError)) continue;
    const refusal = refusalSchema.safeParse((problem.data as { peta?: unknown } | null | undefined)?.peta);
    if (refusal.success) return new DeskError(refusal.data.code, refusal.data.message, { cause: error });
  }
  const isUnreadable = [...causesOf(error)].some((problem) => problem instanceof SyntaxError);
  if (isUnreadable)
    return new DeskError("desk.not_core", `Something answers at ${origin}, but not as Peta does.`, { cause: error });
  return networkProblem(error, origin);
}
