import { programName } from "../servers/check-launch.ts";
import type { Described } from "./draft-launch.ts";

const ASSIGNMENT = /^([A-Za-z_][A-Za-z0-9_]*)=(.*)$/s;

/**
 * Takes off what stands before the program itself: `cmd /c` of Windows, `env NAME=value`, and the bridge `mcp-remote`, for
 * which Core speaks to the URL directly. What was taken off is told.
 */
export function unwrapCommand(described: Described, warnings: string[]): Described {
  const { command, args } = described;
  if (command === undefined) return described;
  const program = programName(command);
  if (program === "cmd" && /^\/c$/i.test(args[0] ?? "") && args[1] !== undefined) {
    warnings.push("cmd /c was taken off: Core starts programs without a shell.");
    return unwrapCommand({ ...described, command: args[1], args: args.slice(2) }, warnings);
  }
  if (program === "env") {
    const first = args.findIndex((arg) => !ASSIGNMENT.test(arg));
    if (first < 0 || args[first]?.startsWith("-")) return described;
    const env = { ...described.env, ...assignmentsOf(args.slice(0, first)) };
    return unwrapCommand({ ...described, command: args[first], args: args.slice(first + 1), env }, warnings);
  }
  return toRemote(described, program, warnings) ?? described;
}

export const assignmentsOf = (words: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    words.flatMap((word) => {
      const [, name, value] = ASSIGNMENT.exec(word) ?? [];
      return name === undefined || value === undefined ? [] : [[name, value]];
    }),
  );

/** `Name: value`, as `--header` takes it. */
export const headerOf = (text: string): Record<string, string> => {
  const [, name, value] = /^([^:]+):\s*(.*)$/s.exec(text) ?? [];
  return name === undefined || value === undefined ? {} : { [name]: value };
};
export const isAssignment = (word: string): boolean => ASSIGNMENT.test(word);

function toRemote(described: Described, program: string, warnings: string[]): Described | null {
  if (!["npx", "bunx", "pnpx", "mcp-remote"].includes(program)) return null;
  const words = program === "mcp-remote" ? ["mcp-remote", ...described.args] : [...described.args];
  while (/^(?:-y|--yes|-q|--quiet)$/.test(words[0] ?? "")) words.shift();
  const [bridge, url, ...options] = words;
  if (!/^mcp-remote(?:@[\w.^~-]+)?$/.test(bridge ?? "") || url === undefined || !URL.canParse(url)) return null;
  const headers = { ...described.headers };
  let isSse = false;
  for (let at = 0; at < options.length; at++) {
    const value = options[at + 1] ?? "";
    if (options[at] === "--header") {
      // mcp-remote fills variables of its own environment in; here they are the value itself.
      for (const [name, text] of Object.entries(headerOf(value))) headers[name] = resolve(text, described.env);
      at++;
    } else if (options[at] === "--transport") {
      isSse = value.startsWith("sse");
      at++;
    } else if (options[at] !== "--allow-http") warnings.push(`Left out of mcp-remote's options: ${options[at]}.`);
  }
  warnings.push("mcp-remote was taken off: Core speaks to the URL itself.");
  return { ...described, command: undefined, args: [], env: {}, url, headers, isSse };
}

/** `${NAME}` as a whole, perhaps behind a scheme, with what the configuration sets NAME to. */
function resolve(text: string, env: Readonly<Record<string, string>>): string {
  const [, prefix = "", name = ""] = /^((?:Bearer|Basic|Token) )?\$\{([A-Za-z_]\w*)\}$/i.exec(text) ?? [];
  const value = Object.hasOwn(env, name) ? env[name] : undefined;
  return value === undefined ? text : prefix + value;
}
