import type { Register } from "../../command.ts";
import { parseVersion } from "../../parse-version.ts";

/** Forgets a version that no server serves, or a package of such. */
export const skillRemove: Register = (parent, run) =>
  void parent
    .command("remove")
    .description("forget a version, or a whole package; what a server serves stays")
    .argument("<version>", "as in office@3, or office for all of its versions")
    .action(
      run(async ({ core }, of: string) => {
        const { packageId, version } = parseVersion(of);
        const removed = await core.skills.remove.mutate({ packageId, ...(version !== undefined && { version }) });
        return { document: removed, text: `Removed ${of}.` };
      }),
    );
