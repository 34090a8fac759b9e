import type { Register } from "../../command.ts";
import { requirePrincipalId } from "../../parse.ts";
import { next, paragraphs } from "../../text.ts";

/** Removes a principal with its tokens and permissions. */
export const principalRemove: Register = (parent, run) =>
  void parent
    .command("remove")
    .description("remove a principal with its tokens and permissions; the audit keeps its name")
    .argument("<principalId>")
    .action(
      run(async ({ core }, id: string) => {
        const principalId = requirePrincipalId(id);
        const done = await core.principals.remove.mutate({ principalId });
        return {
          document: { principalId, ...done },
          text: paragraphs(`Removed "${principalId}".`, next("peta principal list")),
        };
      }),
    );
