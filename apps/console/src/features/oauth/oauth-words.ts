import type { OAuthClientOrigin, OAuthClientView, OAuthConsent } from "@peta/contract";

/** How a client came here: for a column, and as a sentence. */
export const originWords: Record<OAuthClientOrigin, { label: string; means: string }> = {
  dynamic: {
    label: "Registered itself",
    means: "Nobody has checked that it is what its name says.",
  },
  metadata_document: {
    label: "Known by its address",
    means: "It describes itself there. Whoever holds that address is whom one allows.",
  },
  administrator: { label: "Added here", means: "An administrator of this workspace added it." },
  built_in: { label: "Part of Peta", means: "It goes by the name of Peta's own desktop application." },
};

const scopeLabels: Readonly<Record<string, string>> = {
  "mcp:tools": "Tools",
  "mcp:resources": "Resources",
  "mcp:prompts": "Prompts",
  "peta:user": "Everything of the person's own",
};
export const scopeLabel = (scope: string): string => scopeLabels[scope] ?? scope;

/** What a client can do by itself: in words, from its grant types. */
export function flowWords({ grantTypes, principalId }: Pick<OAuthClientView, "grantTypes" | "principalId">): string {
  if (grantTypes.includes("client_credentials")) return `By itself, as ${principalId ?? "an agent"}`;
  return grantTypes.includes("refresh_token")
    ? "For people, until they take it back"
    : "For people, one hour at a time";
}

/** "claude.ai", or null when a client has no page of its own. */
export function clientHost(clientUri: string | null): string | null {
  return clientUri && URL.canParse(clientUri) ? new URL(clientUri).host : null;
}

/** Where the answer goes, for a person who has to judge it. */
export function redirectSentence({ redirectHost, isLoopbackRedirect }: OAuthConsent): string {
  if (isLoopbackRedirect) return `The answer goes to a program on this computer (${redirectHost}).`;
  if (redirectHost.endsWith(":"))
    return `The answer goes to the application that opens ${redirectHost} addresses on this computer.`;
  return `The answer goes to ${redirectHost}.`;
}

export interface ConsentWarning {
  title: string;
  text: string;
}

/** Nobody can prove to be the program that opens such an address: also not Peta's own. */
const isOnThisComputer = ({ isLoopbackRedirect, redirectHost }: OAuthConsent): boolean =>
  isLoopbackRedirect || redirectHost.endsWith(":");

/** What one cannot see and should know before allowing; null when an administrator vouches for where the answer goes. */
export function consentWarning(consent: OAuthConsent): ConsentWarning | null {
  if (isOnThisComputer(consent))
    return {
      title: "Allow this only if you have just started it",
      text: "Any program on this computer can give itself this name. If you did not begin a sign-in yourself a moment ago, deny it.",
    };
  if (consent.origin === "administrator") return null;
  return {
    title: `Make sure that you trust ${consent.redirectHost}`,
    text: "Whoever runs that site can then act for you here, until you or an administrator take it back.",
  };
}
