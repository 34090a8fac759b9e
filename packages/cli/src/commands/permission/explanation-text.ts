import { clean } from "../../text.ts";

/**
 * An explanation as indented lines. It walks whatever Core sent, so that a new step of a decision shows without a
 * change here.
 */
export function explanationText(value: unknown, indent = ""): string {
  if (Array.isArray(value)) {
    if (value.length === 0) return `${indent}(none)`;
    return value.map((item) => `${indent}- ${explanationText(item, `${indent}  `).trimStart()}`).join("\n");
  }
  if (typeof value === "object" && value !== null) {
    return Object.entries(value)
      .map(([name, inner]) =>
        isPlain(inner)
          ? `${indent}${label(name)}: ${explanationText(inner)}`
          : `${indent}${label(name)}:\n${explanationText(inner, `${indent}  `)}`,
      )
      .join("\n");
  }
  return `${indent}${clean(typeof value === "string" ? value : value === null || value === undefined ? "-" : JSON.stringify(value))}`;
}

const isPlain = (value: unknown): boolean => typeof value !== "object" || value === null;

/** `determinedBy` as `determined by`. */
const label = (name: string): string => clean(name).replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
