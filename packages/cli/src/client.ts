import type { AppRouter } from "@peta/core/app-router";
import { createTRPCClient, httpLink } from "@trpc/client";
import { requireSafeTransport, urlText } from "./address.ts";
import { CliError } from "./errors.ts";
import type { Io } from "./io.ts";
import { VERSION } from "./version.ts";

export type CoreClient = ReturnType<typeof createClient>;

/**
 * A typed client of one Core. The token leaves this machine over HTTPS only (`requireSafeTransport`), and no redirect is
 * followed, so that it reaches nobody but the address it is for.
 */
export function createClient(deps: { io: Io; url: URL; token: string | null; timeoutMs: number }) {
  const { io, url, token, timeoutMs } = deps;
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `${urlText(url)}/trpc`,
        headers: () => {
          if (token !== null) requireSafeTransport(io, url);
          return {
            "user-agent": `peta-cli/${VERSION}`,
            "x-peta-client": "cli",
            ...(token !== null && { authorization: `Bearer ${token}` }),
          };
        },
        async fetch(input, init) {
          const timeout = AbortSignal.timeout(timeoutMs);
          const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
          const response = await fetch(input, { ...(init as RequestInit), signal, redirect: "manual" });
          if (response.status >= 300 && response.status < 400) {
            const to = response.headers.get("location");
            throw new CliError(
              "cli.not_core",
              `${urlText(url)} redirects${to ? ` to ${to}` : ""}. Set PETA_URL to Core's own address.`,
            );
          }
          return response;
        },
      }),
    ],
  });
}
