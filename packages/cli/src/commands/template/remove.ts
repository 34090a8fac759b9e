import type { Register } from "../../command.ts";

/** Forgets a template of the workspace. */
export const templateRemove: Register = (parent, run) =>
  void parent
    .command("remove")
    .description("forget a template of the workspace; servers made from it stay")
    .argument("<templateId>")
    .action(
      run(async ({ core }, templateId: string) => {
        const removed = await core.templates.remove.mutate({ templateId });
        return { document: removed, text: `Removed the template "${templateId}".` };
      }),
    );
