const day = 86_400;

/** Lifetimes offered for a new token, in seconds; "never" is a decision one must take. */
export const tokenLifetimes = [
  { value: String(7 * day), label: "7 days" },
  { value: String(30 * day), label: "30 days" },
  { value: String(90 * day), label: "90 days" },
  { value: String(365 * day), label: "1 year" },
  { value: "never", label: "Does not expire" },
] as const;

export const defaultLifetime = String(90 * day);

/** What Core is sent for a choice: seconds from now, or null. */
export const lifetimeSeconds = (choice: string): number | null => (choice === "never" ? null : Number(choice));
