import type { AppRouter } from "@peta/core/app-router";
import { CSRF_HEADER } from "@peta/contract";
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink, type TRPCClient } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";

/** `useTRPC()` makes the query and mutation options of every procedure. */
export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

/** The client of Core's typed API on this origin: calls in batches, changes as server-sent events. */
export function createApiClient(): TRPCClient<AppRouter> {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({ url: "/trpc" }),
        false: httpBatchLink({ url: "/trpc", headers: { [CSRF_HEADER]: "1" }, maxURLLength: 4_000 }),
      }),
    ],
  });
}
