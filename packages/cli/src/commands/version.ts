import type { Register } from "../command.ts";
import { fields } from "../text.ts";
import { VERSION } from "../version.ts";

/** Versions of this command and, if it answers, of Core. Core being down is no failure here. */
export const version: Register = (parent, run) =>
  void parent
    .command("version")
    .description("versions of this command, of Node and of Core")
    .action(
      run(async ({ anonymous, at }) => {
        const coreVersion = await anonymous.installation.publicStatus.query().then(
          (answer) => answer.version,
          () => null,
        );
        return {
          document: { cli: VERSION, node: process.versions.node, core: coreVersion, url: at },
          text: fields([
            ["peta", VERSION],
            ["Node", process.versions.node],
            ["Core", coreVersion ?? `no answer at ${at}`],
          ]),
        };
      }),
    );
