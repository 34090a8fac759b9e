import { readFileSync } from "node:fs";
import { type Settings, settingsSchema } from "../../shared/state.ts";
import type { Port } from "../port.ts";
import { createStore, type Store } from "../store.ts";
import { writeOwnFile } from "../vault/write-file.ts";

export interface DeskSettings {
  current: Store<Settings>;
  /** What is not named stays. */
  update(changes: { [Name in keyof Settings]?: Settings[Name] | undefined }): void;
}

/** The person's choices, in a file. The theme is the system's own switch, so that every page follows it at once. */
export function setupSettings(deps: { nativeTheme: Port["nativeTheme"]; file: string }): DeskSettings {
  const { nativeTheme, file } = deps;
  const current = createStore(readSettings(file));
  nativeTheme.themeSource = current.get().theme;
  return {
    current,
    update(changes) {
      const { theme = current.get().theme, notifications = current.get().notifications } = changes;
      const next: Settings = { theme, notifications };
      writeOwnFile(file, `${JSON.stringify(next, null, 2)}\n`);
      nativeTheme.themeSource = next.theme;
      current.set(next);
    },
  };
}

function readSettings(file: string): Settings {
  try {
    return settingsSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return settingsSchema.parse({});
  }
}
