import type { TraceStep, TraceVerdict } from "@peta/ui";
import type { Explanation } from "@/lib/trpc/outputs.ts";

const layers = [
  {
    name: "server",
    label: "Server default",
    said: {
      pass: "The server and the capability are switched on.",
      deny: "The server or the capability is switched off for everybody.",
      not_said: "Nothing is set.",
    },
  },
  {
    name: "administrator",
    label: "Administrator",
    said: {
      pass: "Switched on, or open to everybody.",
      deny: "Not switched on for this principal.",
      not_said: "No switch is set: the server's default speaks.",
    },
  },
  {
    name: "user",
    label: "User",
    said: {
      pass: "Not narrowed.",
      deny: "Switched off by the person for this client.",
      not_said: "The person has set nothing for this client.",
    },
  },
] as const;

type Rule = Explanation["rules"][number];

function verdictOf(rule: Rule): TraceVerdict {
  if (rule.when === "error") return "error";
  return rule.outcome === "decided" || rule.outcome === "observed" ? "match" : "skip";
}

const levelWords = [
  "It is 0: nothing more is asked.",
  "It is 1: the call goes through, and the person is to be told.",
  "It is 2: calls of this level ask a person first.",
  "It is 3: calls of this level ask a person first, who confirms who they are.",
] as const;

/** An explanation as the steps of a trace: three layers, the rules in the order they speak, the danger level. */
export function traceSteps(explanation: Explanation): TraceStep[] {
  const { determinedBy, dangerLevel } = explanation.decision;
  const deciders = new Set(determinedBy);
  return [
    ...layers.map(({ name, label, said }) => ({
      id: `layer:${name}`,
      label,
      verdict: explanation.layers[name],
      detail: said[explanation.layers[name]],
      isDeciding: deciders.has(`layer:${name}`),
    })),
    ...explanation.rules.map((rule) => ({
      id: `rule:${rule.ruleId}`,
      label: `Rule ${rule.ruleId}`,
      verdict: verdictOf(rule),
      detail: `${rule.why}${rule.isAboutOneCall && rule.outcome !== "not_reached" ? " It looks at the call itself, so another call may go another way." : ""}`,
      href: `/policies?rule=${encodeURIComponent(rule.ruleId)}`,
      isDeciding: deciders.has(rule.ruleId),
    })),
    ...(deciders.has(`danger:${dangerLevel}`)
      ? [
          {
            id: "danger",
            label: "Danger level",
            verdict: "match" as const,
            detail: levelWords[dangerLevel],
            isDeciding: true,
          },
        ]
      : []),
  ];
}
