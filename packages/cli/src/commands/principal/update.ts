import type { Register } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { requirePrincipalId } from "../../parse.ts";
import { next, paragraphs } from "../../text.ts";
import { type Role, roleOption, statusOption } from "./options.ts";

interface Options {
  name?: string;
  role?: Role;
  status?: "active" | "disabled";
}

/** Changes a principal's name, role or status. */
export const principalUpdate: Register = (parent, run) =>
  void parent
    .command("update")
    .description("change a principal's name, role or status")
    .argument("<principalId>")
    .option("--name <name>", "the name people see")
    .addOption(roleOption())
    .addOption(statusOption())
    .action(
      run(async ({ core }, id: string, { name, role, status }: Options) => {
        const principalId = requirePrincipalId(id);
        if (name === undefined && role === undefined && status === undefined)
          throw new CliError("cli.usage", "Say what shall change: --name, --role or --status.");
        const changed = await core.principals.update.mutate({
          principalId,
          ...(name !== undefined && { displayName: name }),
          ...(role !== undefined && { role }),
          ...(status !== undefined && { status }),
        });
        return {
          document: changed,
          text: paragraphs(
            `"${changed.principalId}" is ${changed.status} with the role ${changed.role} now.`,
            next(`peta permission show ${principalId}`),
          ),
        };
      }),
    );
