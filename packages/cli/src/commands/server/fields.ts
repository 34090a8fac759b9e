import type { UserField } from "@peta/contract";
import type { Register } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { requireServerId } from "../../parse.ts";
import { next, paragraphs, table } from "../../text.ts";
import { placeText, readUserFields } from "./user-fields.ts";

/** What each user of a server enters for themself: look, or say. */
export const serverFields: Register = (parent, run) =>
  void parent
    .command("fields")
    .description("show or set which values each user of a server enters for themself")
    .argument("<serverId>")
    .argument("[file]", "a JSON array of fields that takes the place of those there are; - reads standard input")
    .option("--none", "the server takes no values any more; all that users have entered is removed")
    .action(
      run(async ({ core, io }, id: string, file: string | undefined, { none = false }: { none?: boolean }) => {
        const serverId = requireServerId(id);
        if (none && file !== undefined) throw new CliError("cli.usage", "Give a file or --none, not both.");
        const isChange = none || file !== undefined;
        const userFields = file === undefined ? null : await readUserFields(io, file);
        const server = isChange
          ? await core.servers.update.mutate({ serverId, userFields })
          : await core.servers.get.query({ serverId });
        return {
          document: { serverId, userFields: server.userFields, instances: server.instances },
          text: server.userFields
            ? fieldsText(serverId, server.userFields, server.instances?.configured ?? 0)
            : `The server "${serverId}" takes no values of its users: it runs once, for everybody.`,
        };
      }),
    );

function fieldsText(serverId: string, fields: readonly UserField[], configured: number): string {
  const rows = fields.map((field) => [
    field.key,
    field.label,
    field.type,
    field.secret ? "secret" : "shown",
    field.required ? "required" : "optional",
    placeText(field),
  ]);
  return paragraphs(
    table(["KEY", "LABEL", "TYPE", "VALUE", "", "GOES INTO"], rows),
    `${configured === 1 ? "One user has" : `${configured} users have`} entered values.`,
    next(`peta server configure ${serverId}`),
  );
}
