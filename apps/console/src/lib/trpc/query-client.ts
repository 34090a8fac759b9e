import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { type ConsoleError, isPassing, toConsoleError } from "./public-error.ts";

declare module "@tanstack/react-query" {
  interface Register {
    mutationMeta: {
      /** The form or view shows the error itself; no toast. */
      showsError?: boolean;
      /** What did not work, as the toast's title: "The switch was not changed". */
      failure?: string;
    };
  }
}

/**
 * The cache of all answers. `onQueryError` hears every failed read, `onMutationError` every failed change.
 */
export function createQueryClient(on: {
  queryError: (error: ConsoleError) => void;
  mutationError: (error: ConsoleError, meta: { showsError?: boolean; failure?: string } | undefined) => void;
}): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: (error) => on.queryError(toConsoleError(error)) }),
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => on.mutationError(toConsoleError(error), mutation.meta),
    }),
    defaultOptions: {
      queries: {
        // Changes are announced by Core, so that age alone is no reason to ask again.
        staleTime: 30_000,
        retry: (failures, error) => failures < 2 && isPassing(toConsoleError(error).code),
        retryDelay: (attempt) => 400 * 2 ** attempt,
      },
      mutations: { networkMode: "always" },
    },
  });
}
