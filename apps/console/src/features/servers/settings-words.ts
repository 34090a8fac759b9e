import type { ServerSettings } from "@peta/contract";

export const connectionOptions = [
  { value: "", label: "Default (automatic)" },
  { value: "auto", label: "Automatic" },
  { value: "shared", label: "Everybody shares one" },
  { value: "per-principal", label: "One for each person or agent" },
  { value: "per-session", label: "One for each session" },
] as const;

export const eraOptions = [
  { value: "", label: "Default (found out)" },
  { value: "auto", label: "Found out (auto)" },
  { value: "legacy", label: "With sessions only (legacy)" },
  { value: "modern", label: "Stateless only (modern)" },
] as const;

/** Why the era of a server is the one that it is. */
export const eraHint = (era: ServerSettings["era"]): string =>
  era === "legacy" || era === "modern"
    ? "The era is set by hand, under Settings."
    : "The era was found out, is remembered, and is found out anew when it no longer fits.";

type Question = NonNullable<ServerSettings["questions"]>[number];

export const questionWords: Record<Question, { label: string; means: string }> = {
  sampling: { label: "A model's answer", means: "sampling/createMessage: the client's model works for the server." },
  elicitation: {
    label: "A form or a visit",
    means: "elicitation/create: a person fills in a form or opens an address.",
  },
  roots: { label: "Directories", means: "roots/list: which directories the client works in." },
};
