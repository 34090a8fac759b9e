import type { Register } from "../../command.ts";

/** Gives the workspace of the token another name. */
export const workspaceRename: Register = (parent, run) =>
  void parent
    .command("rename")
    .description("give the workspace of your token another name; its short name stays")
    .argument("<name>")
    .action(
      run(async ({ core }, name: string) => {
        const workspace = await core.workspaces.update.mutate({ name });
        return { document: workspace, text: `The workspace "${workspace.slug}" is called "${workspace.name}" now.` };
      }),
    );
