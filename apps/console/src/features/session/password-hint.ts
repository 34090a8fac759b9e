const shortest = 12;

export interface PasswordHint {
  /** 0 to 4 bars. */
  fill: 0 | 1 | 2 | 3 | 4;
  text: string;
}

/** True for "aaaaaaaaaaaa" and "abababababab": long, yet one idea repeated. */
function isRepetition(password: string): boolean {
  return new Set(password.toLowerCase()).size <= Math.min(4, password.length / 3);
}

/**
 * A word about a new password. Length is what counts (NIST SP 800-63B); the hint never asks for kinds of characters.
 */
export function passwordHint(password: string): PasswordHint {
  const { length } = password;
  if (length === 0) return { fill: 0, text: `At least ${shortest} characters. Several words are easy to remember.` };
  if (length < shortest)
    return {
      fill: 1,
      text: `${shortest - length} more ${shortest - length === 1 ? "character" : "characters"} needed.`,
    };
  if (isRepetition(password)) return { fill: 2, text: "Long enough, but it repeats itself and is easily guessed." };
  if (length < 16) return { fill: 3, text: "Good." };
  return { fill: 4, text: "Strong." };
}
