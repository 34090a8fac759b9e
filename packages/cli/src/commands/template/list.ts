import type { Register } from "../../command.ts";
import { next, paragraphs, short, table } from "../../text.ts";

/** The templates that servers can be made from. */
export const templateList: Register = (parent, run) =>
  void parent
    .command("list")
    .description("the templates that servers can be made from: the workspace's own and those that come with Peta")
    .action(
      run(async ({ core }) => {
        const templates = await core.templates.list.query();
        return {
          document: templates,
          text: paragraphs(
            table(
              ["TEMPLATE", "FROM", "FIELDS", "NAME", "DESCRIPTION"],
              templates.map(({ templateId, source, fields, displayName, description }) => [
                templateId,
                source === "bundled" ? "Peta" : "workspace",
                fields.map(({ key }) => key).join(","),
                displayName,
                short(description, 48),
              ]),
            ),
            next("peta template show TEMPLATE", "peta template use TEMPLATE SERVER --value KEY=VALUE"),
          ),
        };
      }),
    );
