import type { KoaContextWithOIDC } from "oidc-provider";
import { interactionPath } from "../../modules/oauth/consent.ts";
import { isLoopbackRedirect } from "../../modules/oauth/redirect-uri.ts";
import type { ProviderSettings } from "./provider-settings.ts";

const INTERACTION = interactionPath("");

/** What the library would tell the client in the address, query or fragment. */
const errorIn = (location: string): { error: string; error_description: string } => {
  const { search, hash } = new URL(location);
  const says = new URLSearchParams(search.includes("error=") ? search : hash.slice(1));
  return { error: says.get("error") ?? "invalid_request", error_description: says.get("error_description") ?? "" };
};

/**
 * Keeps an authorization request that is wrong from sending a browser on: anybody may register a site, and a link to
 * Core would lead there without anybody being asked (RFC 9700, section 4.11.2; A12). The person sees a page instead.
 * Programs on their own device, and clients that an administrator made, hear of it as RFC 6749 has it.
 */
export async function withholdRedirect(
  ctx: KoaContextWithOIDC,
  { storage, renderError }: Pick<ProviderSettings, "storage" | "renderError">,
): Promise<void> {
  const location = (ctx.response.get("location") as string | undefined) ?? "";
  if (ctx.oidc?.route !== "authorization" || location === "" || location.startsWith(INTERACTION)) return;
  if (!URL.canParse(location) || isLoopbackRedirect(location)) return;
  const client = await storage.findClient(ctx.oidc.client?.clientId ?? "");
  if (client?.origin === "administrator") return;
  ctx.remove("location");
  ctx.status = 400;
  await renderError(ctx, errorIn(location), new Error("the client's site is nobody's choice yet"));
}
