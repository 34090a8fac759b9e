import type { ServerDetail } from "@/lib/trpc/outputs.ts";

/** How Core shall sign in to an HTTP server, as typed. Empty texts are found out by Core itself. */
export interface OAuthDraft {
  grant: "authorization_code" | "client_credentials";
  clientId: string;
  clientSecret: string;
  scope: string;
}

export const emptyOAuthDraft: OAuthDraft = {
  grant: "authorization_code",
  clientId: "",
  clientSecret: "",
  scope: "",
};

/** What Core is sent: only what was typed. Undefined: nothing was, and Core signs in as the server asks for it. */
export function toOAuth({ grant, ...texts }: OAuthDraft): Partial<OAuthDraft> | undefined {
  const given = Object.entries(texts)
    // A secret is taken as it is typed.
    .map(([name, text]) => [name, name === "clientSecret" ? text : text.trim()] as const)
    .filter(([, text]) => text.trim() !== "");
  if (given.length === 0 && grant === "authorization_code") return undefined;
  return { grant, ...Object.fromEntries(given) };
}

/** What is stored, without the secret, which is never read back. */
export function draftOfOAuth(launch: ServerDetail["launch"]): OAuthDraft {
  if (launch.transport !== "http" && launch.transport !== "sse") return emptyOAuthDraft;
  const { oauth } = launch;
  return {
    ...emptyOAuthDraft,
    ...(oauth && { grant: oauth.grant, clientId: oauth.clientId ?? "", scope: oauth.scope ?? "" }),
  };
}
