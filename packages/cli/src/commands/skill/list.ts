import type { Register } from "../../command.ts";
import { moment, next, paragraphs, table } from "../../text.ts";

/** The packages with their versions, and who serves them. */
export const skillList: Register = (parent, run) =>
  void parent
    .command("list")
    .description("the packages of skills, their versions, and the servers that serve them")
    .action(
      run(async ({ core }) => {
        const packages = await core.skills.list.query();
        const rows = packages.flatMap(({ versions }) =>
          versions.map((version) => [
            `${version.packageId}@${version.version}`,
            version.fileCount,
            version.sizeBytes,
            moment(version.createdAt),
            version.usedBy.join(", "),
          ]),
        );
        return {
          document: packages,
          text:
            rows.length === 0
              ? paragraphs("No skills yet.", next("peta skill upload PACKAGE skills.zip"))
              : table(["VERSION", "FILES", "BYTES", "UPLOADED", "SERVED BY"], rows),
        };
      }),
    );
