import { coversScope, mergeScopes } from "./merge-scopes.ts";
import type { Challenge } from "./server-authorization.ts";

/** What was refused, for the next sign-in. */
export type Wanted = Pick<Challenge, "scope" | "resourceMetadataUrl">;

const WANTS_MORE = "The server wants more rights than Core was given when it signed in.";
const HAS_THEM =
  "The server wants rights that Core was given when it signed in. If it is so after the next sign-in, too, whoever runs the server can say why.";

/**
 * What one server has refused since the last sign-in, and the next one asks for: with a token that it takes no longer, or
 * with one that does not reach (RFC 6750, section 3.1: `insufficient_scope`). Scopes are words with one space between
 * them, or null where nobody named any.
 */
export function createWantedAccess() {
  let wanted: Wanted | null = null;
  /** Scopes that were asked for after a refusal, without anybody. */
  let triedScope: string | null = null;

  const forget = (): void => {
    wanted = triedScope = null;
  };
  return {
    get current(): Wanted | null {
      return wanted;
    },
    forget,
    /** Forgets what was refused, where the scope that is granted reaches that far. False: it does not. */
    settle(granted: string | null): boolean {
      if (granted !== null && !coversScope(granted, wanted?.scope ?? null)) return false;
      forget();
      return true;
    },
    /** A token is taken no longer. Null: the server has said nothing, the authorization server gives no next one. */
    add(refusal: Wanted | null): void {
      wanted = {
        resourceMetadataUrl: refusal?.resourceMetadataUrl ?? wanted?.resourceMetadataUrl ?? null,
        scope: mergeScopes(wanted?.scope ?? null, refusal?.scope ?? null),
      };
    },
    /** A token does not reach: what it is granted and what is missing are wanted together. */
    widen(granted: string | null, { scope, resourceMetadataUrl }: Wanted): void {
      wanted = { scope: mergeScopes(granted, wanted?.scope ?? null, scope), resourceMetadataUrl };
    },
    /** Whether asking without anybody may bring what was refused just now. True once for each scope that is wanted. */
    mayTry(granted: string | null, asked: string | null): boolean {
      const scope = wanted?.scope ?? null;
      if (scope === triedScope || coversScope(mergeScopes(granted, triedScope), asked)) return false;
      triedScope = scope;
      return true;
    },
  };
}

/** Why a token that the server knows is not enough: a sentence for administrators, with the scopes that the server names. */
export function whyNotEnough(granted: string | null, asked: string | null): string {
  if (asked === null) return WANTS_MORE;
  return `${coversScope(granted, asked) ? HAS_THEM : WANTS_MORE} It names: ${asked}.`;
}
