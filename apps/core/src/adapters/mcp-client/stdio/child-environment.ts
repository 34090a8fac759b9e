/** What a program needs to run at all; nothing here can hold a secret of Core. */
const INHERITED =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|TERM|TZ|TMPDIR|TMP|TEMP|LANG|LANGUAGE|LC_[A-Z]+|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES|USERPROFILE|USERNAME|HOMEDRIVE|HOMEPATH)$/i;

/** The whole environment of a server's process: a small base, then what its configuration sets (A46, A47). */
export function childEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  configured: Readonly<Record<string, string>>,
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(own)) {
    // A function exported by bash starts with "()": it would be code.
    if (value !== undefined && INHERITED.test(name) && !value.startsWith("()")) result[name] = value;
  }
  return { ...result, ...configured };
}
