import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { navigate } from "../router/route.ts";

/** Asks again what the main process says has changed, and goes where a message or the tray leads. */
export function Live() {
  const queries = useQueryClient();
  useEffect(
    () =>
      window.desk.on("changed", ({ connectionId, nouns }) => {
        void queries.invalidateQueries({
          predicate: ({ queryKey: [noun, whose] }) =>
            whose === connectionId && nouns.some((changed) => changed === noun),
        });
      }),
    [queries],
  );
  useEffect(() => window.desk.on("open", ({ path }) => navigate(path)), []);
  return null;
}
