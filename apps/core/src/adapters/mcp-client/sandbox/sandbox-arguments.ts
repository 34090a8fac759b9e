import { lstat, readlink } from "node:fs/promises";

/** What every program needs, read-only. Of /etc only what holds no secret. */
const SYSTEM = ["/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"];
const SETTINGS = [
  "alternatives",
  "ca-certificates",
  "fonts",
  "gai.conf",
  "group",
  "host.conf",
  "hosts",
  "ld.so.cache",
  "ld.so.conf",
  "ld.so.conf.d",
  "localtime",
  "mime.types",
  "nsswitch.conf",
  "passwd",
  "pki",
  "protocols",
  "resolv.conf",
  "services",
  "ssl",
].map((name) => `/etc/${name}`);

/** "nobody": inside, it is no account that owns anything. Outside it stays Core's, without any privilege. */
const NOBODY = "65534";
export const SANDBOX_HOME = "/tmp";
const TEMPORARY_BYTES = 512 * 1024 * 1024;

export const isSystemPath = (path: string): boolean =>
  SYSTEM.some((directory) => path === directory || path.startsWith(`${directory}/`));

/**
 * The arguments of bubblewrap that every sandbox has: namespaces of its own for users, processes, messages and the host's
 * name, no capability, a view of the system that shows nothing of homes, of data or of other programs' state, and an end
 * with Core's (A47, A51).
 */
export async function isolation(): Promise<string[]> {
  const system = await Promise.all(SYSTEM.map(bindOrLink));
  return [
    ...`--unshare-user --uid ${NOBODY} --gid ${NOBODY} --cap-drop ALL`.split(" "),
    ..."--unshare-pid --unshare-ipc --unshare-uts --unshare-cgroup-try --hostname sandbox --die-with-parent".split(" "),
    ...system.flat(),
    ...SETTINGS.flatMap((file) => ["--ro-bind-try", file, file]),
    ...`--proc /proc --dev /dev --dir /run --dir /var --size ${TEMPORARY_BYTES} --tmpfs /tmp`.split(" "),
    ..."--symlink /tmp /var/tmp".split(" "),
  ];
}

/** On most systems /bin and /lib are links into /usr. */
async function bindOrLink(directory: string): Promise<string[]> {
  try {
    const entry = await lstat(directory);
    return entry.isSymbolicLink()
      ? ["--symlink", await readlink(directory), directory]
      : ["--ro-bind", directory, directory];
  } catch {
    return [];
  }
}

export interface Binding {
  path: string;
  /** What is shown there, where that is another path of the machine. */
  from?: string;
  isWritable: boolean;
}

/** The directories of the machine that are shown beside the system, each before those inside of it. */
export function bindings(list: readonly Binding[]): string[] {
  const byPath = new Map<string, Binding>();
  // A path that is named as writable is writable, whatever else names it.
  for (const binding of list) if (!byPath.get(binding.path)?.isWritable) byPath.set(binding.path, binding);
  return [...byPath.values()]
    .filter(({ path, isWritable }) => isWritable || !isSystemPath(path))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap(({ path, from = path, isWritable }) => [isWritable ? "--bind" : "--ro-bind", from, path]);
}
