import type { Me } from "@peta/contract";
import { CoreError } from "../../errors.ts";
import type { AuditRecorder } from "../audit/audit-entry.ts";
import type { Clock } from "../../adapters/clock.ts";
import type { AttemptLimit } from "./attempt-limit.ts";
import type { IsAddressAllowed } from "../network/admission.ts";
import { networkOf } from "../network/address.ts";
import { addressRefused } from "../network/refusals.ts";
import type { Account, AccountStore, ConsoleSessionStore, PasswordHasher } from "./console-session-store.ts";
import { isActive, type Principal } from "./principal.ts";

export interface BrowserInfo {
  ipAddress: string | null;
  userAgent: string | null;
}

export interface SignInDeps {
  accounts: AccountStore;
  sessions: ConsoleSessionStore;
  passwords: PasswordHasher;
  attempts: AttemptLimit;
  audit: AuditRecorder;
  clock: Clock;
  describe: (principal: Principal) => Promise<Me>;
  workspaceOfStrangers: () => string | undefined;
  isAddressAllowed: IsAddressAllowed;
}

/** Where the person was last comes first, then the oldest. */
const inOrder = (account: Account): Principal[] => [
  ...account.principals.filter(({ workspaceId }) => workspaceId === account.lastWorkspaceId),
  ...account.principals.filter(({ workspaceId }) => workspaceId !== account.lastWorkspaceId),
];

/** Opens a browser session for a person who has just proved who they are. */
export const openConsoleSession = (deps: Pick<SignInDeps, "sessions">, principal: Principal, browser: BrowserInfo) => {
  if (!principal.accountId) throw new CoreError("auth.forbidden", "This principal has no account to sign in with.");
  return deps.sessions.create({ accountId: principal.accountId, workspaceId: principal.workspaceId, ...browser });
};

/** For the record only. */
function whyRefused(known: Principal | undefined, matches: boolean, isShutOut: boolean): string {
  if (!known) return "Nobody has this e-mail address.";
  if (isShutOut) return "No address rule lets this address in.";
  return matches ? "The principal is disabled." : "The password is wrong.";
}

/** From all addresses together. Far more than one address may, or anybody could lock an owner out by guessing. */
const GUESSES_PER_ACCOUNT = 100;

/**
 * E-mail and password against a browser session. Unknown e-mail and wrong password give the same answer in the same
 * time. Of several workspaces, the one where the person was last is opened, else their first. Throws
 * auth.invalid_credentials, auth.too_many_attempts, and network.address_refused to whoever knows the password.
 */
export function createSignIn(deps: SignInDeps) {
  // Hashed once, so that an unknown e-mail costs as much as a wrong password.
  let decoy: Promise<string> | undefined;
  return async (input: { email: string; password: string }, browser: BrowserInfo) => {
    const [byEmail, byAddress] = [`email:${input.email}`, `ip:${browser.ipAddress && networkOf(browser.ipAddress)}`];
    deps.attempts.require(byAddress);
    deps.attempts.require(byEmail, GUESSES_PER_ACCOUNT);
    // Counted before the slow check, so that a thousand guesses sent at once are not all let through.
    for (const key of [byEmail, byAddress]) deps.attempts.failed(key);
    const account = await deps.accounts.findByEmail(input.email);
    decoy ??= deps.passwords.hash("a password that nobody has");
    const matches = await deps.passwords.verify(account?.passwordHash ?? (await decoy), input.password);
    const everybody = account ? inOrder(account) : [];
    const active = everybody.filter((candidate) => isActive(candidate, deps.clock.now()));
    const principal = active.find(({ workspaceId }) => deps.isAddressAllowed(workspaceId, browser.ipAddress));
    const isShutOut = matches && active.length > 0 && !principal;
    if (!account || !matches || !principal) {
      const known = isShutOut ? active[0] : everybody[0];
      const workspaceId = known?.workspaceId ?? deps.workspaceOfStrangers();
      // Recorded for an unknown e-mail too, without it: a record takes time, and the clock would tell who has an account.
      if (workspaceId !== undefined) {
        await deps.audit.record({
          workspaceId,
          action: "console_session.sign_in",
          outcome: "denied",
          channel: "console",
          principalId: known?.id ?? null,
          principalHandle: known?.handle ?? null,
          ipAddress: browser.ipAddress,
          errorCode: isShutOut ? "network.address_refused" : "auth.invalid_credentials",
          reason: whyRefused(known, matches, isShutOut),
        });
      }
      // Said to nobody but whoever knows the password: where somebody may come from is not for guessing.
      if (isShutOut) throw addressRefused(browser.ipAddress);
      throw new CoreError("auth.invalid_credentials", "E-mail or password is wrong.");
    }
    deps.attempts.succeeded(byEmail);
    // Only this attempt: an account of one's own must not wash away guesses at others.
    deps.attempts.forgive(byAddress);
    await deps.audit.record({
      workspaceId: principal.workspaceId,
      action: "console_session.sign_in",
      outcome: "allowed",
      channel: "console",
      principalId: principal.id,
      principalHandle: principal.handle,
      ipAddress: browser.ipAddress,
    });
    return { session: await openConsoleSession(deps, principal, browser), me: await deps.describe(principal) };
  };
}
