import { access, realpath } from "node:fs/promises";
import path from "node:path";
import { type Binding, isSystemPath } from "./sandbox-arguments.ts";

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/**
 * What has to be shown so that a program can run that lies outside of the system's directories: itself, the directory of
 * programs that it lies in, and the package or virtual environment that it belongs to. Never the directory above, which
 * may be somebody's home.
 */
export async function visibleProgram(program: string): Promise<Binding[]> {
  const real = await realpath(program);
  const shown = new Set<string>();
  for (const file of [program, real]) {
    const directory = path.dirname(file);
    const above = path.dirname(directory);
    const isProgramDirectory = /^\.?s?bin$/.test(path.basename(directory));
    if (isSystemPath(file)) continue;
    if (!isProgramDirectory) continue;
    const isPackage =
      (await exists(path.join(above, "package.json"))) || (await exists(path.join(above, "pyvenv.cfg")));
    shown.add(isPackage ? above : directory);
  }
  const isShown = [...shown].some((directory) => program.startsWith(`${directory}/`));
  const itself = isShown || isSystemPath(program) ? [] : [{ path: program, from: real, isWritable: false }];
  return [...[...shown].map((directory) => ({ path: directory, isWritable: false })), ...itself];
}
