/** Why a decision came out as it did. The codes are stable; the sentences may change. */
export type ReasonCode =
  | "principal.inactive"
  | "principal.anonymous"
  | "capability.unknown"
  | "capability.disabled"
  | "server.disabled"
  | "administrator.not_granted"
  | "administrator.server_off"
  | "administrator.capability_off"
  | "user.server_off"
  | "user.capability_off"
  | "danger.silent"
  | "danger.notify"
  | "danger.approval"
  | "danger.step_up"
  | "rule.allowed"
  | "rule.denied"
  | "rule.approval"
  | "rule.step_up"
  | "policy.evaluation_error"
  | "policy.arguments_needed";

/** `message` is a sentence a person understands. INVARIANT: it never carries values of the call's arguments. */
export type Reason = { readonly code: ReasonCode; readonly message: string };
