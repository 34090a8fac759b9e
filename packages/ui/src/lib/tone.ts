/** The meaning of a coloured surface. `neutral` is no colour at all. */
export type Tone = "neutral" | "accent" | "info" | "success" | "warning" | "danger";

/** Tinted background with readable text of the same tone. */
export const subtleTone: Record<Tone, string> = {
  neutral: "bg-surface-2 text-text-muted",
  accent: "bg-accent-subtle text-accent",
  info: "bg-info-subtle text-info",
  success: "bg-success-subtle text-success",
  warning: "bg-warning-subtle text-warning",
  danger: "bg-danger-subtle text-danger",
};

/** Text (and `currentColor` shapes) of a tone on any surface. */
export const textTone: Record<Tone, string> = {
  neutral: "text-text-muted",
  accent: "text-accent",
  info: "text-info",
  success: "text-success",
  warning: "text-warning",
  danger: "text-danger",
};
