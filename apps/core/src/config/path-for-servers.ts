import path from "node:path";

/** npm's own helper, which it puts on the path of every script. */
const NPM_HELPER = /[\\/]node-gyp-bin$/;

/**
 * The search path of whoever started Core. npm and the start script put the checkout's own programs in front: a server's
 * `npx` would be the one of Core's Node, which does not know the settings of the one in a terminal.
 * @param root the directory that Core was started in
 */
export function pathForServers(searchPath: string, root: string): string {
  const own = new Set<string>();
  for (let directory = root; !own.has(binOf(directory)); directory = path.dirname(directory)) own.add(binOf(directory));
  return searchPath
    .split(path.delimiter)
    .filter((one) => !own.has(one) && !NPM_HELPER.test(one))
    .join(path.delimiter);
}

const binOf = (directory: string): string => path.join(directory, "node_modules", ".bin");
