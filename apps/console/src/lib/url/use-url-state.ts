"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback } from "react";
import { withParams } from "./with-params.ts";

export type UrlState<Name extends string> = Record<Name, string | null>;

/**
 * Filters that live in the address: a copied link opens the same view. Setting replaces the entry of the history, so
 * that "back" leaves the page instead of undoing letters. `push` makes an entry, for what opens and closes.
 */
export function useUrlState<Name extends string>(
  names: readonly Name[],
): [UrlState<Name>, (change: Partial<UrlState<Name>>, how?: "replace" | "push") => void] {
  const params = useSearchParams();
  const path = usePathname();
  const state = Object.fromEntries(names.map((name) => [name, params.get(name)])) as UrlState<Name>;
  const set = useCallback(
    (change: Partial<UrlState<Name>>, how: "replace" | "push" = "replace") => {
      // Read now, not at render: two changes in one event must both survive.
      const href = withParams(path, window.location.search, change);
      window.history[how === "push" ? "pushState" : "replaceState"](null, "", href);
    },
    [path],
  );
  return [state, set];
}
