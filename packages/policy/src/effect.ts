/** What the PDP answers; the gateway enforces it. */
export type Effect = "allow" | "deny" | "require_approval" | "require_approval_with_step_up";

/** 0 silent · 1 notify · 2 approval · 3 approval with step-up (password, TOTP or passkey). */
export type DangerLevel = 0 | 1 | 2 | 3;

/** What a rule may say. `approve` and `approve_with_step_up` ask a person; see `Effect` for what comes out. */
export type RuleEffect = "allow" | "deny" | "approve" | "approve_with_step_up";
