/** What a program needs to run at all; nothing here can hold a secret of Core. */
const INHERITED =
  /^(?:PATH|HOME|USER|LOGNAME|SHELL|TERM|TZ|TMPDIR|TMP|TEMP|LANG|LANGUAGE|LC_[A-Z]+|SYSTEMROOT|SYSTEMDRIVE|WINDIR|COMSPEC|PATHEXT|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES|USERPROFILE|USERNAME|HOMEDRIVE|HOMEPATH)$/i;

/** How programs find a company's certificate authority: names of files and a switch, no secrets. */
const TRUST =
  /^(?:NODE_EXTRA_CA_CERTS|NODE_USE_SYSTEM_CA|SSL_CERT_FILE|SSL_CERT_DIR|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE)$/;

/** How programs find a company's proxy. */
const PROXY = /^(?:HTTPS?_PROXY|ALL_PROXY|NO_PROXY)$/i;

/** Whether Core's own value may go to every server. A proxy's URL may hold a name and a password: then it stays here. */
const isHarmless = (name: string, value: string): boolean =>
  INHERITED.test(name) || TRUST.test(name) || (PROXY.test(name) && !value.includes("@"));

/**
 * The whole environment of a server's process: a small base, then what its configuration sets (A46, A47). In a sandbox,
 * whose network and files are its own, nothing says how the machine outside reaches the network.
 */
export function childEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  configured: Readonly<Record<string, string>>,
  isSandboxed = false,
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(own)) {
    // A function exported by bash starts with "()": it would be code.
    if (value === undefined || value.startsWith("()")) continue;
    if (isSandboxed ? INHERITED.test(name) : isHarmless(name, value)) result[name] = value;
  }
  return { ...result, ...configured };
}
