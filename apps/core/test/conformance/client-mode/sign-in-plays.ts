import type { serverOAuthSchema } from "@peta/contract";
import type { z } from "zod";
import type { Json } from "../fixture/wire.ts";

type OAuth = z.input<typeof serverOAuthSchema>;

/** What an administrator does in one scenario of signing in, and what comes of it. */
export interface SignInPlay {
  /** What is set at the server beforehand. */
  oauth?: (context: Json) => OAuth;
  /** How often somebody signs in. Calls get through after the last time, not before. */
  signIns: number;
  /** `refused`: Core does not complete the sign-in. `useless`: it does, and calls never get through. */
  ends: "used" | "useless" | "refused";
  /** What Core says when it refuses. */
  because?: RegExp;
}

const ONCE: SignInPlay = { signIns: 1, ends: "used" };
const TWICE: SignInPlay = { signIns: 2, ends: "used" };
const refused = (because: RegExp): SignInPlay => ({ signIns: 1, ends: "refused", because });
const WRONG_SENDER = refused(/does not come from the authorization server .* or does not say so/);

const clientOf = ({ client_id, client_secret }: Json) => ({
  clientId: client_id as string,
  clientSecret: client_secret as string,
});

export const SIGN_IN_PLAYS: Readonly<Record<string, SignInPlay>> = {
  "auth/2025-03-26-oauth-metadata-backcompat": ONCE,
  "auth/2025-03-26-oauth-endpoint-fallback": ONCE,
  "auth/metadata-default": ONCE,
  "auth/metadata-var1": ONCE,
  "auth/metadata-var2": ONCE,
  "auth/metadata-var3": ONCE,
  // A document that somebody else hosts: the suite wants this address, which Core's own document cannot have.
  "auth/basic-cimd": { ...ONCE, oauth: () => ({ clientId: "https://conformance-test.local/client-metadata.json" }) },
  "auth/scope-from-www-authenticate": ONCE,
  "auth/scope-from-scopes-supported": ONCE,
  "auth/scope-omitted-when-undefined": ONCE,
  "auth/scope-step-up": TWICE,
  "auth/scope-retry-limit": { signIns: 2, ends: "useless" },
  "auth/token-endpoint-auth-basic": ONCE,
  "auth/token-endpoint-auth-post": ONCE,
  "auth/token-endpoint-auth-none": ONCE,
  "auth/pre-registration": { ...ONCE, oauth: clientOf },
  "auth/resource-mismatch": refused(/protected-resource metadata is about "https:\/\/evil\.example\.com\/mcp"/),
  "auth/offline-access-scope": ONCE,
  "auth/offline-access-not-supported": ONCE,
  "auth/authorization-server-migration": TWICE,
  "auth/iss-supported": ONCE,
  "auth/iss-not-advertised": ONCE,
  "auth/iss-supported-missing": WRONG_SENDER,
  "auth/iss-wrong-issuer": WRONG_SENDER,
  "auth/iss-unexpected": WRONG_SENDER,
  "auth/iss-normalized": WRONG_SENDER,
  "auth/metadata-issuer-mismatch": refused(/says in its metadata that it is "https:\/\/attacker\.example\.com"/),
  "auth/client-credentials-basic": {
    oauth: (context) => ({ grant: "client_credentials", ...clientOf(context) }),
    signIns: 0,
    ends: "used",
  },
};

/** Scenarios that are not played, and why. All of them are of extensions, which nobody has to have. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  "auth/client-credentials-jwt": "Core shows authorization servers a secret or nothing: it signs no assertions.",
  "auth/wif-jwt-bearer": "Core has no identity of a workload that it could exchange for a token.",
  "auth/enterprise-managed-authorization": "Core exchanges no tokens of an identity provider.",
  "auth/dpop": "Core sends bearer tokens, which are bound to no key.",
  "auth/dpop-nonce": "Core sends bearer tokens, which are bound to no key.",
};
