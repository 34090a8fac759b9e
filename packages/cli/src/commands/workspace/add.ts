import type { Register } from "../../command.ts";
import { next, paragraphs } from "../../text.ts";

/** Creates a workspace and prints a token for it, this once. */
export const workspaceAdd: Register = (parent, run) =>
  void parent
    .command("add")
    .description("create a workspace that you own; prints an access token for it, this once")
    .argument("<slug>", "a short name: lower-case letters, digits and -")
    .option("--name <name>", "the name people see (default: the short name)")
    .action(
      run(async ({ core }, slug: string, { name }: { name?: string }) => {
        const added = await core.workspaces.add.mutate({ slug, name: name ?? slug, wantsToken: true });
        return {
          document: added,
          text: paragraphs(
            added.token,
            `Created the workspace "${added.slug}"; you own it. The token above belongs to it and is not shown again; yours so far stays in the other one.`,
            next(`PETA_TOKEN=TOKEN peta status`, `sign in to the Console and switch to "${added.name}"`),
          ),
        };
      }),
    );
