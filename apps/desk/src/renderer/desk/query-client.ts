import { QueryClient } from "@tanstack/react-query";
import { AskError } from "./ask.ts";

/** Answers are kept until they are announced as changed; the main process, not the browser, knows whether we are online. */
export const createQueryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: {
      queries: {
        networkMode: "always",
        staleTime: 30_000,
        retry: (failures, error) => failures < 1 && error instanceof AskError && error.code === "desk.offline",
      },
      mutations: { networkMode: "always", retry: false },
    },
  });
