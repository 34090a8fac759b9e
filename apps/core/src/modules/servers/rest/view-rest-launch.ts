import type { RestAuth, RestLaunch, ServerDetail } from "@peta/contract";
import { canonicalJson, hashText } from "../../canonical-json.ts";
import { viewTls } from "../view-tls.ts";

type LaunchView = ServerDetail["launch"];
type RestLaunchView = Extract<LaunchView, { transport: "rest" }>;

/** Deeper than any schema that a tool may have. */
const MAX_DEPTH = 128;

/** What may be shown of a REST API's configuration: no credential, and of its definition where it is and how much (A28). */
export function viewRestLaunch({ definition, auth, headers, query, tls }: RestLaunch): RestLaunchView {
  return {
    transport: "rest",
    baseUrl: definition.baseUrl,
    toolCount: definition.tools.length,
    definitionHash: hashText(canonicalJson(definition, MAX_DEPTH)),
    auth: viewAuth(auth),
    headerNames: Object.keys(headers),
    queryNames: Object.keys(query),
    tls: viewTls(tls),
  };
}

/** The kind of a way to sign in, and where it goes; never what is secret of it. */
const viewAuth = (auth: RestAuth): RestLaunchView["auth"] => ({
  kind: auth.kind,
  place: auth.kind === "apiKey" ? `${auth.in} ${auth.name}` : null,
  tokenUrl: auth.kind === "clientCredentials" ? auth.tokenUrl : null,
  scope: auth.kind === "clientCredentials" ? (auth.scope ?? null) : null,
});
