import type { OpenApiPreview } from "@peta/contract";
import { isObject, type Json } from "../../../json.ts";
import type { References } from "./references.ts";

type Suggestion = OpenApiPreview["auth"][number];

const none = { place: null, tokenUrl: null, scope: null };
const MAX_SCHEMES = 20;

/** The ways to sign in that Core knows among those of the document (OpenAPI 3.1, section 4.8.27); no secret is in them. */
export function suggestAuth(document: Json, references: References): Suggestion[] {
  const components = isObject(document.components) ? document.components : {};
  const schemes = isObject(components.securitySchemes) ? Object.values(components.securitySchemes) : [];
  return schemes.slice(0, MAX_SCHEMES).flatMap((node): Suggestion[] => {
    const scheme = references.resolve(node);
    if (!scheme) return [];
    const { type, scheme: httpScheme, in: place, name, flows } = scheme;
    if (type === "http") {
      const kind = String(httpScheme).toLowerCase();
      return kind === "bearer" || kind === "basic" ? [{ kind, ...none }] : [];
    }
    if (type === "apiKey" && (place === "header" || place === "query") && typeof name === "string")
      return [{ kind: "apiKey", ...none, place: `${place} ${name.slice(0, 256)}` }];
    if (type === "openIdConnect") return [{ kind: "bearer", ...none }];
    if (type !== "oauth2" || !isObject(flows)) return [];
    const flow = flows.clientCredentials;
    // What wants a person to sign in leaves the token to be got elsewhere.
    if (!isObject(flow)) return [{ kind: "bearer", ...none }];
    return [
      {
        kind: "clientCredentials",
        place: null,
        tokenUrl: typeof flow.tokenUrl === "string" ? flow.tokenUrl.slice(0, 4_096) : null,
        scope: isObject(flow.scopes) ? Object.keys(flow.scopes).join(" ").slice(0, 4_096) : null,
      },
    ];
  });
}
