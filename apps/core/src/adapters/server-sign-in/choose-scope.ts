import type { SignInRequest } from "../../modules/servers/sign-in/sign-in-flow.ts";
import type { Discovery } from "./discover.ts";
import type { Tools } from "./tools.ts";

const OFFLINE = "offline_access";

/**
 * What is asked for: what an administrator has set; else what is held together with what was missing, so that nothing is
 * lost by asking for more; else what the server says that it needs. Null: the authorization server chooses.
 */
export function chooseScope({ sdk }: Tools, request: SignInRequest, found: Discovery): string | null {
  const { oauth, challenge, known, launch } = request;
  if (oauth.scope !== undefined) return oauth.scope;
  const held = known?.issuer === found.issuer && known.serverUrl === launch.url ? known.scope : null;
  const scope = sdk.computeScopeUnion(held ?? undefined, challenge?.scope ?? undefined) ?? found.scope;
  const wantsRefresh = oauth.grant === "authorization_code" && found.metadata?.scopes_supported?.includes(OFFLINE);
  return scope !== null && wantsRefresh && !scope.split(" ").includes(OFFLINE) ? `${scope} ${OFFLINE}` : scope;
}
