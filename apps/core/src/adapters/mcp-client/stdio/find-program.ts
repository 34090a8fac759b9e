import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import path from "node:path";
import { CoreError } from "../../../errors.ts";

/** @param detail the system's own word for the problem, from which its kind is told */
const refuse = (message: string, detail?: string): CoreError =>
  new CoreError("server.launch_refused", message, detail === undefined ? {} : { detail });
const detailOf = (problem: string): string => (problem === "not executable" ? "EACCES" : "ENOENT");

/** Absolute path of the program. Throws server.launch_refused with what to correct. */
export async function findProgram(
  command: string,
  workingDirectory: string | undefined,
  searchPath: string | undefined,
): Promise<string> {
  if (command.includes("/")) {
    const file = path.resolve(workingDirectory ?? ".", command);
    const problem = await problemOf(file);
    if (problem === null) return file;
    throw refuse(explain(command, problem), detailOf(problem));
  }
  let found: string | null = null;
  for (const directory of (searchPath ?? "").split(path.delimiter)) {
    if (!path.isAbsolute(directory)) continue;
    const file = path.join(directory, command);
    const problem = await problemOf(file);
    if (problem === null) return file;
    if (problem !== "missing") found ??= problem;
  }
  throw refuse(explain(command, found ?? "missing"), detailOf(found ?? "missing"));
}

/** Throws server.launch_refused. */
export async function checkDirectory(directory: string): Promise<void> {
  if (!path.isAbsolute(directory))
    throw refuse(`The working directory ${JSON.stringify(directory)} is not absolute. Give its whole path.`);
  const isDirectory = await stat(directory).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (!isDirectory)
    throw refuse(
      `The working directory ${JSON.stringify(directory)} does not exist or cannot be read. Create it or correct the path.`,
    );
}

async function problemOf(file: string): Promise<"missing" | "a directory" | "not executable" | null> {
  try {
    const entry = await stat(file);
    if (entry.isDirectory()) return "a directory";
    await access(file, constants.X_OK);
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EACCES" ? "not executable" : "missing";
  }
}

function explain(command: string, problem: string): string {
  const name = JSON.stringify(command);
  if (problem === "a directory") return `The command ${name} is a directory. Give the program inside it.`;
  if (problem === "not executable")
    return `The program ${name} may not be executed by Core's account. Make it executable (chmod +x) or start it through its interpreter.`;
  if (/\s/.test(command)) {
    const [program, ...args] = command.trim().split(/\s+/);
    return `There is no program ${name}. Command and arguments are given apart: the command ${JSON.stringify(program)}, the arguments ${args.map((arg) => JSON.stringify(arg)).join(" ")}.`;
  }
  return command.includes("/")
    ? `There is no program ${name}. Correct the path; a relative one starts at the working directory.`
    : `There is no program ${name} on Core's PATH. Install it, or give its whole path.`;
}
