import type { ApprovalsModule } from "../../../modules/approvals/index.ts";
import type { InstallationModule } from "../../../modules/installation/index.ts";
import type { LegacyModule } from "../../../modules/legacy/index.ts";
import type { NetworkModule } from "../../../modules/network/index.ts";
import type { Principal } from "../../../modules/principals/principal.ts";

/** The modules behind this wire; each family of actions takes those it uses. */
export interface AdminDeps {
  legacy: LegacyModule;
  network: Pick<NetworkModule, "rules" | "replaceRules" | "setPrincipalLimit">;
  approvals: Pick<ApprovalsModule, "list" | "get" | "decide">;
  installation: Pick<InstallationModule, "isSetUp" | "setUp">;
  /** Servers for which there are values of this principal, by Core's own id. */
  configuredFor: (principal: Principal) => Promise<ReadonlySet<string>>;
  /** Whose records a caller without a header sees; undefined before the set-up. */
  firstWorkspace: () => string | undefined;
  /** Where Core listens, as this wire's clients want to know it. */
  port: () => number;
}
