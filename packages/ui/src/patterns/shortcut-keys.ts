/** One press: the key and which modifiers it needs. `mod` is Ctrl, or Command on Apple machines. */
export interface KeyPress {
  key: string;
  mod: boolean;
  shift: boolean | null;
  alt: boolean;
}

/** What a keyboard event must tell us; KeyboardEvent fits. */
export interface PressedKey {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
}

/**
 * Reads the notation: presses separated by spaces, modifiers joined by "+": "j", "g s", "mod+k", "shift+enter", "?".
 * Shift is only looked at where it is written, because "?" needs it on some keyboards and not on others.
 */
export function parseShortcut(keys: string): KeyPress[] {
  return keys
    .trim()
    .split(/\s+/)
    .map((press) => {
      const parts = press === "+" ? ["+"] : press.toLowerCase().split("+");
      const key = parts.at(-1) ?? "";
      if (!key) throw new Error(`"${keys}" is not a shortcut: a key is missing after "+".`);
      return {
        key,
        mod: parts.includes("mod"),
        shift: parts.includes("shift") ? true : null,
        alt: parts.includes("alt"),
      };
    });
}

function fits(press: KeyPress, pressed: PressedKey): boolean {
  return (
    pressed.key.toLowerCase() === press.key &&
    (pressed.ctrlKey || pressed.metaKey) === press.mod &&
    pressed.altKey === press.alt &&
    (press.shift === null || pressed.shiftKey === press.shift)
  );
}

export interface SequenceMatcher {
  /** Feeds one press at a time (ms) and answers the shortcut it completes, or null. */
  press: (pressed: PressedKey, atMs: number) => string | null;
  /** True while a sequence has begun and waits for its next key. */
  isPending: () => boolean;
}

/** Matches single keys and sequences such as "g s". A pause longer than `timeoutMs` starts anew. */
export function createSequenceMatcher(shortcuts: readonly string[], timeoutMs = 1_000): SequenceMatcher {
  const parsed = shortcuts.map((keys) => ({ keys, presses: parseShortcut(keys) }));
  let typed: PressedKey[] = [];
  let lastMs = Number.NEGATIVE_INFINITY;

  function candidates() {
    return parsed.filter(
      ({ presses }) =>
        presses.length >= typed.length && typed.every((key, index) => presses[index] && fits(presses[index], key)),
    );
  }

  return {
    press(pressed, atMs) {
      // A modifier alone is on its way to a press, not a press.
      if (["Shift", "Control", "Alt", "Meta"].includes(pressed.key)) return null;
      if (atMs - lastMs > timeoutMs) typed = [];
      lastMs = atMs;
      typed.push(pressed);
      if (candidates().length === 0) typed = [pressed];
      const open = candidates();
      const complete = open.find(({ presses }) => presses.length === typed.length);
      if (complete || open.length === 0) typed = [];
      return complete?.keys ?? null;
    },
    isPending: () => typed.length > 0,
  };
}

const labels: Record<string, string> = {
  mod: "Ctrl",
  shift: "Shift",
  alt: "Alt",
  enter: "Enter",
  escape: "Esc",
  arrowup: "↑",
  arrowdown: "↓",
  space: "Space",
};

const appleLabels: Record<string, string> = { mod: "⌘", alt: "⌥", shift: "⇧" };

/** The caps to draw for a shortcut: "g s" → G, S; "mod+k" → Ctrl, K, or ⌘, K on Apple machines. */
export function keyLabels(keys: string, isApple = false): string[] {
  return keys
    .trim()
    .split(/\s+/)
    .flatMap((press) => (press === "+" ? ["+"] : press.split("+")))
    .map((part) => {
      const name = part.toLowerCase();
      return (isApple ? appleLabels[name] : undefined) ?? labels[name] ?? part.toUpperCase();
    });
}
