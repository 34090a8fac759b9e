export type ParsedArguments = { ok: true; value: Record<string, unknown> | undefined } | { ok: false; problem: string };

/** The arguments of a call as somebody types them: a JSON object, or nothing. */
export function parseArguments(text: string): ParsedArguments {
  if (text.trim() === "") return { ok: true, value: undefined };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return { ok: true, value: value as Record<string, unknown> };
    return { ok: false, problem: "Arguments are an object: begin with { and end with }." };
  } catch {
    return { ok: false, problem: "This is not JSON. Names and texts need double quotes." };
  }
}
