import type { CompiledRule } from "./compiled-rule.ts";
import type { DangerLevel, RuleEffect } from "./effect.ts";
import type { LayerDenial } from "./layers.ts";
import type { Reason, ReasonCode } from "./reason.ts";
import type { AccessRequest } from "./request.ts";

const KIND_WORDS = {
  tool: "tool",
  resource: "resource",
  template: "resource template",
  prompt: "prompt",
  method: "method",
};

const LEVEL_REASONS = {
  0: { code: "danger.silent", message: "The permissions let this call through, and no rule is about it." },
  1: {
    code: "danger.notify",
    message: "The permissions let this call through; its danger level asks to notify the person.",
  },
  2: { code: "danger.approval", message: "The danger level of this capability asks for a person's approval." },
  3: {
    code: "danger.step_up",
    message: "The danger level of this capability asks for a person's approval, confirmed with their password.",
  },
} satisfies Record<DangerLevel, Reason>;

const RULE_REASONS = {
  allow: ["rule.allowed", "allows this call"],
  deny: ["rule.denied", "denies this call"],
  approve: ["rule.approval", "asks for a person's approval"],
  approve_with_step_up: ["rule.step_up", "asks for a person's approval, confirmed with their password"],
} satisfies Record<RuleEffect, readonly [ReasonCode, string]>;

export const describeLevel = (level: DangerLevel): Reason => ({ ...LEVEL_REASONS[level] });

export function describeRule({ id, description, effect }: CompiledRule): Reason {
  const [code, says] = RULE_REASONS[effect];
  return { code, message: `The rule "${id}" ${says}${description ? `: ${description}` : "."}` };
}

export const describeNobodyToAsk = ({ id }: CompiledRule): Reason => ({
  code: "principal.anonymous",
  message: `The rule "${id}" asks for a person's approval, and nobody approves for callers without a sign-in.`,
});

/** `problem` is a code of the expression library: its messages can quote arguments, its codes cannot. */
export function describeEvaluationError({ id }: CompiledRule, problem: string): Reason {
  if (problem === "no_arguments") {
    return {
      code: "policy.arguments_needed",
      message: `The rule "${id}" depends on the arguments: only a call has an answer.`,
    };
  }
  return {
    code: "policy.evaluation_error",
    message: `The rule "${id}" could not be evaluated for this call (${problem}), so the call is denied.`,
  };
}

export function describeLayerDenial({ code, isForEveryClient }: LayerDenial, request: AccessRequest): Reason {
  const { serverId, principal } = request;
  const what = `The ${KIND_WORDS[request.capability.kind]} "${request.capability.name}"`;
  const server = `the server "${serverId}"`;
  const clients = isForEveryClient ? "every client" : "this client";
  switch (code) {
    case "principal.inactive":
      return { code, message: `"${principal.handle}" is not active, so every call is denied.` };
    case "principal.anonymous":
      return { code, message: `${what} of ${server} is not open to callers without a sign-in.` };
    case "server.disabled":
      return { code, message: `The server "${serverId}" is switched off.` };
    case "capability.disabled":
      return { code, message: `${what} of ${server} is switched off.` };
    case "administrator.not_granted":
      return {
        code,
        message: `"${principal.handle}" has no permission for ${server}, and it is not open to everybody.`,
      };
    case "administrator.server_off":
      return { code, message: `An administrator has switched ${server} off for "${principal.handle}".` };
    case "administrator.capability_off":
      return { code, message: `${what} of ${server} is switched off for "${principal.handle}" by an administrator.` };
    case "user.server_off":
      return { code, message: `The server "${serverId}" is switched off for ${clients} of "${principal.handle}".` };
    case "user.capability_off":
      return { code, message: `${what} of ${server} is switched off for ${clients} of "${principal.handle}".` };
    default:
      return { code, message: `${what} of ${server} is not known.` };
  }
}
