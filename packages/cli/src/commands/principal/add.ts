import type { Register } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { requirePrincipalId } from "../../parse.ts";
import { readPassword } from "../../prompt.ts";
import { next, paragraphs } from "../../text.ts";
import { kindOption, type Role, roleOption } from "./options.ts";

interface Options {
  kind: "person" | "agent";
  role?: Role;
  name?: string;
  owner?: string;
  email?: string;
  password?: string;
  known?: boolean;
}

/** Adds a person or an agent. */
export const principalAdd: Register = (parent, run) =>
  void parent
    .command("add")
    .description("add a person or an agent")
    .argument("<principalId>", "a short name: lower-case letters, digits, '.', '_' and -")
    .addOption(kindOption())
    .addOption(roleOption())
    .option("--name <name>", "the name people see")
    .option("--owner <principalId>", "the person who answers for an agent (default: you)")
    .option("--email <address>", "lets a person sign in to the Console, together with a password")
    .option(
      "--password <password>",
      "- reads it from standard input; a terminal is asked when --email is given without it",
    )
    .option("--known", "the person signs in to another workspace of yours already: no password is needed")
    .action(
      run(async ({ core, io }, id: string, options: Options) => {
        const principalId = requirePrincipalId(id);
        if (options.owner !== undefined && options.kind === "person")
          throw new CliError("cli.usage", "--owner is for agents; a person answers for themselves.");
        if (options.known && (options.email === undefined || options.password !== undefined))
          throw new CliError("cli.usage", "--known names somebody by --email, without a password.");
        const password =
          (options.email === undefined && options.password === undefined) || options.known
            ? undefined
            : await readPassword(io, options.password);
        const added = await core.principals.add.mutate({
          principalId,
          kind: options.kind,
          ...(options.role !== undefined && { role: options.role }),
          ...(options.name !== undefined && { displayName: options.name }),
          ...(options.owner !== undefined && { ownerId: requirePrincipalId(options.owner) }),
          ...(options.email !== undefined && { email: options.email }),
          ...(password !== undefined && { password }),
        });
        return {
          document: added,
          text: paragraphs(
            `Added ${added.kind} "${added.principalId}" with the role ${added.role}${added.ownerId ? `; ${added.ownerId} answers for it` : ""}.`,
            next(`peta token create ${principalId}`, `peta permission set ${principalId} SERVER on`),
          ),
        };
      }),
    );
