import type { ErrorCode } from "../../packages/contract/src/errors.ts";

/** What each code means and what to do about it. Leaving a code out is a compile error, and the generator refuses too. */
export const ERROR_MEANINGS = {
  "setup.required": "The installation has no owner yet. Open the set-up link of the start log, or run `peta setup`.",
  "setup.already_done": "The installation has an owner; a second set-up is refused. Sign in instead.",
  "setup.token_invalid":
    "The one-time set-up token is not the one of this installation. It is in the start log and in the data directory.",
  "auth.required": "The request carries no credential. Sign in, or send an access token as `Authorization: Bearer`.",
  "auth.invalid_credentials": "E-mail or password is wrong, or the person is disabled; the answer does not say which.",
  "auth.invalid_token":
    "The access token is unknown, expired or revoked, or its principal is disabled. Ask an administrator for a new one.",
  "auth.ambiguous_credentials": "The request carries two credentials. Send one.",
  "auth.forbidden": "The role is not enough for this operation. Ask an owner or an admin.",
  "auth.too_many_attempts": "Too many failed sign-ins for this e-mail or address. Wait as long as the answer says.",
  "auth.origin_refused": "A browser page of another site, or an unknown host name, sent this request.",
  "input.invalid": "The input does not fit the schema; the message names the field and the problem.",
  "server.not_found": "No server of this workspace has this id.",
  "server.duplicate": "There is a server with this id already. Choose another one, or update that one.",
  "server.disabled": "An administrator switched the server off.",
  "server.launch_refused":
    "The launch configuration is not allowed: a program, variable or address that could do harm. The message says which part.",
  "server.start_failed":
    "The server's program did not start, or ended before it spoke. `peta server test` shows its last words.",
  "server.unreachable": "Nothing answers at the server's address.",
  "server.protocol_error": "The server answered with something that is not MCP.",
  "server.timeout": "The server did not answer in time. The call was not repeated.",
  "server.died": "The server ended while it worked on the request. The call was not repeated.",
  "server.busy": "The server has as many requests under way and waiting as it may have. Try again later.",
  "server.sign_in_required":
    "The server wants an access token of its authorization server, or one with more rights. An administrator signs in to it: `peta server sign-in`, or on its page.",
  "server.sign_in_failed":
    "The sign-in to the server did not succeed: its authorization server refused it, or describes itself in a way that Core does not trust; or the server takes no token that Core's client credentials bring. The sentence says which.",
  "capability.not_found": "There is no such tool, resource or prompt, or you may not know that there is.",
  "capability.changed":
    "The tool is not what it was when the caller looked at it. The answer holds its definition of now: look again, then call.",
  "cache_policy.not_found": "The results of this capability are not kept: there is no cache policy for it.",
  "principal.not_found": "No principal of this workspace has this id.",
  "principal.duplicate": "There is a principal with this id already.",
  "principal.owner_required": "An agent needs a person who answers for it.",
  "principal.disabled": "The principal is disabled. Enable it first.",
  "principal.in_use":
    "The principal cannot go or change: agents belong to it, it is the last active owner, or it is you.",
  "account.duplicate": "Somebody signs in with this e-mail address already.",
  "token.not_found": "This workspace has no such token.",
  "task.not_found": "There is no such task of this caller, or it has expired.",
  "console_session.not_found": "You have no such browser session.",
  "permission.denied": "Policy does not allow this call. `peta permission explain` shows what decided.",
  "permission.approval_required": "Policy asks for an approval before this call runs.",
  "approval.not_found": "There is no such approval, or it is not yours to see.",
  "approval.pending":
    "The call waits for a person's decision. Repeat the same call later; the answer names the approval.",
  "approval.rejected": "A person rejected this call; the message gives their reason.",
  "approval.expired":
    "Nobody decided in time, or the approved call was not made in time. Repeat the call to ask again.",
  "approval.not_pending": "The approval is decided, used or expired already: the first decision wins.",
  "approval.not_decider":
    "You may not decide this approval: it is another person's, or you asked for it yourself with this credential.",
  "approval.step_up_required": "This approval needs the decider's own password, and it is missing.",
  "approval.limit":
    "Too many approvals of this kind are waiting or were asked for in a short time. Decide those first.",
  "client.not_found": "The principal has no such client application.",
  "server.values_missing":
    "The server needs values of your own (a key, an account). Enter them in Desk or with `peta server configure`.",
  "server.values_invalid": "A value does not fit its field; the message names the field and the problem.",
  "server.not_configurable": "The server takes no values of its users.",
  "skill.not_found": "There is no such package of skills, no such version of it, or no such file in it.",
  "skill.refused":
    "The archive cannot be taken: it is no ZIP, holds no skill, or goes beyond a bound. The sentence says which.",
  "skill.in_use": "A server serves this version of the package: give it another one first.",
  "template.not_found": "There is no server template of this name.",
  "network.address_refused": "The address allow-list does not hold the address that this request came from.",
  "network.rule_invalid": "The entry is not an IPv4 or IPv6 address or network, or it would lock you out.",
  "network.rule_not_found": "The allow-list has no such entry.",
  "request.rate_limited": "Too many requests. Wait as long as `Retry-After` says.",
  "workspace.not_found": "There is no such workspace, or you do not belong to it.",
  "workspace.duplicate": "There is a workspace with this name already.",
  "oauth_client.not_found": "There is no such OAuth client.",
  "oauth_client.invalid": "The OAuth client's metadata does not fit; the message names the field.",
  "oauth_consent.not_found":
    "This authorization request is unknown, finished or expired. Start again from the application.",
  "auth.insufficient_scope": "The OAuth access token does not have the scope that this operation needs.",
  "policy.invalid": "A rule is wrong, or somebody saved a newer version meanwhile; the message names the rule.",
  "policy.not_found": "There is no such policy set.",
  "proxy.not_found": "The legacy wire `/admin` knows no proxy with this number or key.",
  "proxy.duplicate": "The legacy wire `/admin` has its one proxy record already.",
  "session.not_found": "There is no such MCP session for this credential. Initialize again.",
  "session.limit": "The principal has as many sessions as it may have.",
  "request.malformed": "The message is not the JSON-RPC that this endpoint takes: not JSON, a batch, a duplicate key.",
  "request.too_large": "The message is larger or deeper than Core accepts.",
  "request.timeout": "The message did not arrive in time.",
  "request.cancelled": "The client cancelled the request, or went away.",
  "request.interrupted": "The rest of a call's answer is lost; whether its server carried it out is not known.",
  "request.unsupported": "There is no such method or procedure here.",
  "request.header_mismatch": "A header says something else than the message it comes with.",
  "request.capability_missing":
    "The server asks the client something that the client did not declare with this request.",
  "request.unsupported_version": "Core does not speak this protocol version; the answer lists those it speaks.",
  "audit.not_found": "This workspace has no such audit record.",
  "audit.unavailable":
    "The audit can be neither stored nor spooled, so the operation was refused. Look at the disk and the database.",
  "database.unavailable": "The database does not answer. `/ready` and the log say more.",
  "vault.key_mismatch":
    "The vault key is not the one that the stored secrets were sealed with. Put the right key back.",
  "vault.unreadable": "A sealed value does not open: another key, another row, or damaged bytes.",
  "internal.error": "A fault in Core. The log has the details under the request's id.",
} satisfies Record<ErrorCode, string>;
