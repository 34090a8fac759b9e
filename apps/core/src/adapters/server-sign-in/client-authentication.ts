import type { AddClientAuthentication } from "@modelcontextprotocol/client";
import type { RegisteredClient } from "./registration.ts";
import type { Sdk } from "./tools.ts";

/** Adds to a request who Core is (RFC 6749, section 2.3), in the way of those that the endpoint takes. */
export function clientAuthentication(
  { selectClientAuthMethod }: Pick<Sdk, "selectClientAuthMethod">,
  { id, secret, method }: RegisteredClient,
  taken: readonly string[],
): AddClientAuthentication {
  const information = {
    client_id: id,
    ...(secret !== null && { client_secret: secret }),
    ...(method !== null && { token_endpoint_auth_method: method }),
  };
  return (headers, form) => {
    const way = secret === null ? "none" : selectClientAuthMethod(information, [...taken]);
    if (way === "client_secret_basic" && secret !== null) {
      // Section 2.3.1: both are form-encoded before they are joined.
      const pair = [id, secret].map((each) => new URLSearchParams([["", each]]).toString().slice(1)).join(":");
      headers.set("authorization", `Basic ${Buffer.from(pair, "utf8").toString("base64")}`);
      return;
    }
    form.set("client_id", id);
    if (way === "client_secret_post" && secret !== null) form.set("client_secret", secret);
  };
}
