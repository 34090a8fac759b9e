import { useToast } from "@peta/ui";
import type { Result } from "../../shared/result.ts";
import { ask, problemOf } from "./ask.ts";

/** Asks for something that needs no answer; what does not work is said in a toast. */
export function useTell(): (answer: Promise<Result<unknown>>) => void {
  const toast = useToast();
  return (answer) => {
    ask(answer).catch((error: unknown) =>
      toast.show({ tone: "danger", title: "This did not work", description: problemOf(error).message }),
    );
  };
}
