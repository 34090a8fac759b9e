export type ThemeChoice = "light" | "dark" | "system";

/** Where the choice is remembered in the browser. */
export const themeStorageKey = "peta-theme";

/** Reads a stored text as a choice; anything unknown is `system`. */
export function parseThemeChoice(stored: string | null | undefined): ThemeChoice {
  return stored === "light" || stored === "dark" ? stored : "system";
}

/**
 * Sets `data-theme` before the first paint. Put it inline in `<head>` and its SHA-256 into the CSP's `script-src`.
 * Without a stored choice the attribute stays away and `color-scheme` follows the system.
 */
export const themeScript = `(function(){try{var t=localStorage.getItem("${themeStorageKey}");if(t==="light"||t==="dark")document.documentElement.setAttribute("data-theme",t)}catch(e){}})()`;

/** The parts of the browser that the store needs; `window` fits. */
export interface ThemeHost {
  localStorage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  document: { documentElement: Pick<Element, "setAttribute" | "removeAttribute"> };
  addEventListener: (type: "storage", listener: (event: { key: string | null }) => void) => void;
  removeEventListener: (type: "storage", listener: (event: { key: string | null }) => void) => void;
}

export interface ThemeStore {
  read: () => ThemeChoice;
  write: (choice: ThemeChoice) => void;
  /** Called on changes of this and of other tabs; answers the way to stop. */
  subscribe: (onChange: () => void) => () => void;
}

/** Remembers the theme; a browser that refuses storage keeps the choice until the page is closed. */
export function createThemeStore(host: () => ThemeHost | undefined): ThemeStore {
  const listeners = new Set<() => void>();
  let unsaved: ThemeChoice | null = null;

  function read(): ThemeChoice {
    if (unsaved !== null) return unsaved;
    try {
      return parseThemeChoice(host()?.localStorage.getItem(themeStorageKey));
    } catch {
      return "system";
    }
  }

  function apply(choice: ThemeChoice): void {
    const root = host()?.document.documentElement;
    if (choice === "system") root?.removeAttribute("data-theme");
    else root?.setAttribute("data-theme", choice);
  }

  return {
    read,
    write(choice) {
      try {
        const storage = host()?.localStorage;
        if (choice === "system") storage?.removeItem(themeStorageKey);
        else storage?.setItem(themeStorageKey, choice);
        unsaved = null;
      } catch {
        unsaved = choice;
      }
      apply(choice);
      for (const listener of listeners) listener();
    },
    subscribe(onChange) {
      const onStorage = (event: { key: string | null }) => {
        if (event.key !== null && event.key !== themeStorageKey) return;
        apply(read());
        onChange();
      };
      listeners.add(onChange);
      const target = host();
      target?.addEventListener("storage", onStorage);
      return () => {
        listeners.delete(onChange);
        target?.removeEventListener("storage", onStorage);
      };
    },
  };
}
