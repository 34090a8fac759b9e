import { CoreError } from "../../errors.ts";
import { type Caller, hasExpired, isActive } from "../principals/principal.ts";

export const NOT_MADE = "The call was not made.";
export const CALLED_OFF = "What was under way has been called off.";

/** What ends with the rights of whoever asked for it (A7). `then`: what that means for what was asked for. */
export const tokenRevoked = (then: string): CoreError =>
  new CoreError("auth.invalid_token", `This access token was revoked. ${then}`);

export const tokenExpired = (then: string): CoreError =>
  new CoreError("auth.invalid_token", `This access token has expired. ${then}`);

export const principalInactive = (then: string): CoreError =>
  new CoreError("principal.disabled", `This principal is not active any more. ${then}`);

/** Throws auth.invalid_token, principal.disabled: that a time is over is announced by no event. */
export function requireTimeLeft({ credential, principal }: Caller, now: number, then: string): void {
  if (hasExpired(credential, now)) throw tokenExpired(then);
  if (!isActive(principal, now)) throw principalInactive(then);
}
