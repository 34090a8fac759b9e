"use client";

import { QueryClientProvider } from "@tanstack/react-query";
import { LinkProvider, ThemeProvider, Toaster, useToast } from "@peta/ui";
import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { detourHref } from "@/features/session/detour.ts";
import { createApiClient, TRPCProvider } from "@/lib/trpc/client.ts";
import { detourOf } from "@/lib/trpc/public-error.ts";
import { createQueryClient } from "@/lib/trpc/query-client.ts";
import { AppLink } from "./app-link.tsx";

/** Everything that every page stands on: router links, toasts, the typed API and its cache. */
export function Providers({ children }: { children: ReactNode }) {
  return (
    <LinkProvider link={AppLink}>
      <ThemeProvider>
        <Toaster>
          <ApiProviders>{children}</ApiProviders>
        </Toaster>
      </ThemeProvider>
    </LinkProvider>
  );
}

function ApiProviders({ children }: { children: ReactNode }) {
  const router = useRouter();
  const toast = useToast();
  // Router and toasts are the same ones for as long as the page lives, as is the cache that tells them.
  const [api] = useState(() => {
    function detour(code: Parameters<typeof detourOf>[0]): boolean {
      const target = detourOf(code);
      if (target) router.replace(detourHref(target, window.location));
      return target !== null;
    }
    const queries = createQueryClient({
      queryError: (error) => void detour(error.code),
      mutationError(error, meta) {
        if (detour(error.code) || meta?.showsError) return;
        const title = meta?.failure ?? "That did not work";
        toast.show({ tone: "danger", title, description: error.message });
      },
    });
    return { queries, client: createApiClient() };
  });

  return (
    <QueryClientProvider client={api.queries}>
      <TRPCProvider trpcClient={api.client} queryClient={api.queries}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
