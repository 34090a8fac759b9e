import { signInAddresses } from "../../modules/servers/sign-in/sign-in-addresses.ts";

/** How Core describes itself to authorization servers (OAuth Client ID Metadata Document); null without an https address. */
export function clientMetadata(publicUrl: string): Record<string, unknown> | null {
  const { client, callback } = signInAddresses(publicUrl);
  if (client === null) return null;
  return {
    client_id: client,
    client_name: "Peta",
    client_uri: publicUrl,
    redirect_uris: [callback],
    grant_types: ["authorization_code", "refresh_token"],
    response_types: ["code"],
    token_endpoint_auth_method: "none",
  };
}
