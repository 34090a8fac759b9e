import type { Register } from "../../command.ts";
import { requireVersion } from "../../parse-version.ts";
import { revealed, short, table } from "../../text.ts";

/** The skills of a version, or the text of one of their files. */
export const skillShow: Register = (parent, run) =>
  void parent
    .command("show")
    .description("the skills of a version, or one of their files as agents read it")
    .argument("<version>", "as in office@3")
    .argument("[file]", "a skill and a path in it, as in pdf/SKILL.md")
    .action(
      run(async ({ core }, of: string, file: string | undefined) => {
        const version = requireVersion(of);
        if (file !== undefined) {
          const at = file.indexOf("/");
          const content = await core.skills.readFile.query({
            ...version,
            skill: at < 0 ? file : file.slice(0, at),
            path: at < 0 ? "SKILL.md" : file.slice(at + 1),
          });
          return {
            document: content,
            text: content.text === null ? "It is no text." : revealed(content.text.replaceAll("\r\n", "\n")),
          };
        }
        const detail = await core.skills.get.query(version);
        return {
          document: detail,
          text: table(
            ["SKILL", "FILES", "DESCRIPTION"],
            detail.skills.map(({ name, files, description }) => [name, files.length, short(revealed(description))]),
          ),
        };
      }),
    );
