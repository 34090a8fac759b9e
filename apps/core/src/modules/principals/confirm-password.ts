import { CoreError } from "../../errors.ts";
import type { AttemptLimit } from "./attempt-limit.ts";
import type { AccountStore, PasswordHasher } from "./console-session-store.ts";
import type { Caller } from "./principal.ts";

/**
 * Step-up: somebody who is signed in proves again who they are, with their account's password. Throws
 * approval.step_up_required when there is no account behind the caller, auth.invalid_credentials and
 * auth.too_many_attempts.
 */
export function createConfirmPassword(deps: {
  accounts: Pick<AccountStore, "findPasswordHash">;
  passwords: PasswordHasher;
  attempts: AttemptLimit;
}) {
  return async ({ principal }: Caller, password: string): Promise<void> => {
    const stored = principal.accountId && (await deps.accounts.findPasswordHash(principal.accountId));
    if (!principal.accountId || !stored)
      throw new CoreError(
        "approval.step_up_required",
        "A password is needed, and this principal has no account with one. Somebody who signs in has to do this.",
      );
    // Apart from sign-in: a stolen token that guesses must not keep the person out of the Console. Nor out of another
    // workspace: there, somebody else makes tokens for the same account.
    const key = `step-up:${principal.id}`;
    deps.attempts.require(key);
    // Counted before the slow check, so that a thousand guesses sent at once are not all let through.
    deps.attempts.failed(key);
    if (!(await deps.passwords.verify(stored, password)))
      throw new CoreError("auth.invalid_credentials", "The password is wrong.");
    deps.attempts.succeeded(key);
  };
}
