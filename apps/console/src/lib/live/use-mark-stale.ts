"use client";

import type { ChangeTopic } from "@peta/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import { isOfRouters, routersOf } from "./topics.ts";

/** For after an own change: asks again what it made stale, without waiting for Core's announcement. */
export function useMarkStale(): (...topics: ChangeTopic[]) => Promise<void> {
  const queries = useQueryClient();
  return useCallback(
    (...topics) => {
      const routers = routersOf(topics);
      return queries.invalidateQueries({ predicate: ({ queryKey }) => isOfRouters(queryKey, routers) });
    },
    [queries],
  );
}
