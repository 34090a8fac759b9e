import type { SkillsLaunch } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import type { ConnectOptions, ServerConnection } from "../../../modules/servers/server-connector.ts";
import type { ResolvedSettings } from "../connector-settings.ts";

/** Serves one version of a package of skills from inside Core. */
export async function connectSkills(
  _settings: ResolvedSettings,
  launch: SkillsLaunch,
  _options: ConnectOptions,
): Promise<ServerConnection> {
  throw new CoreError("server.launch_refused", `There is no package of skills "${launch.packageId}".`);
}
