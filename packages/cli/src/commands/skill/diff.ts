import type { Register } from "../../command.ts";
import { CliError } from "../../errors.ts";
import { parseVersion, requireVersion } from "../../parse-version.ts";
import { diffText } from "./diff-text.ts";

/** What differs between two versions of a package. */
export const skillDiff: Register = (parent, run) =>
  void parent
    .command("diff")
    .description("what differs between two versions of a package, file by file")
    .argument("<from>", "as in office@2")
    .argument("<to>", "as in office@3")
    .action(
      run(async ({ core }, older: string, newer: string) => {
        const [from, to] = [requireVersion(older), requireVersion(newer)];
        if (from.packageId !== parseVersion(newer).packageId)
          throw new CliError("cli.usage", "Both versions must be of the same package.");
        const diff = await core.skills.diff.query({ packageId: from.packageId, from: from.version, to: to.version });
        return { document: diff, text: diffText(diff) };
      }),
    );
