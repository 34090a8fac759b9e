import { CoreError } from "../../errors.ts";
import type { Clock } from "../../adapters/clock.ts";
import { adminEntry } from "../audit/admin-entry.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import type { AttemptLimit } from "./attempt-limit.ts";
import type { Account, AccountStore } from "./console-session-store.ts";
import { type Caller, canAdminister, isActive } from "./principal.ts";

/**
 * What an administrator may learn of an e-mail address (docs/adr/0010). Somebody's account is known to whoever
 * administers a workspace where they are: they see the address there. For everybody else it is as if there were none, as
 * far as that goes: an address signs in to one account of the installation, so a new one cannot be made for it, and
 * asking which are taken is slowed down and on record (A23).
 */
export function createFindAccount(deps: {
  accounts: Pick<AccountStore, "findByEmail" | "listPrincipals">;
  attempts: AttemptLimit;
  audit: AuditRecorder;
  clock: Clock;
}) {
  const isKnownTo = (account: Account, own: Awaited<ReturnType<AccountStore["listPrincipals"]>>): boolean => {
    const now = deps.clock.now();
    const governed = own.filter((one) => isActive(one, now) && canAdminister(one)).map((one) => one.workspaceId);
    return account.principals.some((one) => isActive(one, now) && governed.includes(one.workspaceId));
  };

  /**
   * The account to add to another workspace, or null when one has to be made with the password. Throws
   * account.duplicate, input.invalid without a password, auth.too_many_attempts.
   */
  return async (actor: Caller, email: string, hasPassword: boolean): Promise<Account | null> => {
    const key = `account:${actor.principal.id}`;
    deps.attempts.require(key);
    // Both are always asked, so that the time tells nothing either.
    const [account, own] = await Promise.all([
      deps.accounts.findByEmail(email),
      deps.accounts.listPrincipals(actor.principal.accountId),
    ]);
    const isKnown = account !== null && isKnownTo(account, own);
    if (isKnown && hasPassword)
      throw new CoreError(
        "account.duplicate",
        "This person signs in to another workspace of yours. Leave the password away to add them here with the account they have.",
      );
    if (isKnown) return account;
    if (account === null && hasPassword) return null;
    deps.attempts.failed(key);
    const refusal = hasPassword
      ? new CoreError("account.duplicate", "This e-mail address has an account already. Use another one.")
      : new CoreError(
          "input.invalid",
          "Give e-mail and password together, or neither. Without a password, only somebody can be added who signs in to another workspace that you administer.",
        );
    await deps.audit.record(
      adminEntry(
        actor,
        "principal.add",
        { email },
        { outcome: "denied", errorCode: refusal.code, reason: refusal.message },
      ),
    );
    throw refusal;
  };
}
