import { CLI_CODES, EXIT_MEANINGS } from "../../packages/cli/src/errors.ts";
import { createProgram, leaves } from "../../packages/cli/src/program.ts";

type Command = ReturnType<typeof createProgram>;
type Option = Command["options"][number];
type Argument = Command["registeredArguments"][number];

const cell = (text: string): string => text.replaceAll("|", "\\|").replace(/\s+/g, " ");
const pathOf = (command: Command): string =>
  command.parent ? `${pathOf(command.parent)} ${command.name()}` : command.name();
const choices = (of: Argument | Option): string =>
  of.argChoices ? `one of ${of.argChoices.map((one) => `\`${one}\``).join(", ")}` : "";
const defaults = (of: Argument | Option): string =>
  of.defaultValue === undefined || (Array.isArray(of.defaultValue) && of.defaultValue.length === 0)
    ? ""
    : `default \`${String(of.defaultValue)}\``;
const notes = (of: Argument | Option): string =>
  cell(
    [of.description, choices(of), defaults(of), "mandatory" in of && of.mandatory ? "needed" : ""]
      .filter(Boolean)
      .join("; "),
  );

const ENVIRONMENT: readonly (readonly [string, string])[] = [
  [
    "PETA_URL",
    "Core's address. Default: this machine, port `BACKEND_PORT` (3002), https if `ENABLE_HTTPS` is `true`; both are also read from the checkout's `.env`.",
  ],
  ["PETA_TOKEN", "The access token. It wins over the one that `peta setup` kept."],
  ["PETA_SETUP_TOKEN", "The one-time set-up token for `peta setup`."],
  [
    "PETA_DATA_DIR",
    "Where a Core on this machine keeps its data; `peta setup` reads `setup-token` there. Default: `.peta` in the checkout.",
  ],
  [
    "PETA_CONFIG_DIR",
    "Where `credentials.json` (mode 0600) is kept. Default: the platform's place for settings, such as `~/.config/peta`.",
  ],
  ["PETA_ALLOW_INSECURE_HTTP", "`1` lets a token travel over plain http to another machine. Refused otherwise."],
  ["NODE_EXTRA_CA_CERTS", "A PEM file with the authority of Core's certificate, when it is your own."],
];

/** Every command with its arguments and options, read from the command tree itself. */
export function cliPage(): string {
  const program = createProgram(() => async () => {});
  const commands = leaves(program);
  const shared = program.options.filter((option) => option.long !== "--version");
  const isShared = (option: Option) => shared.some((one) => one.long === option.long);
  return [
    "# The `peta` command",
    "",
    program.description(),
    "",
    "In a checkout: `npm run -s peta -- <command>`. A new installation starts with `peta setup`; afterwards the token it received is used for that address.",
    "",
    "| Command | What it does |",
    "| --- | --- |",
    ...commands.map(
      (command) =>
        `| [\`${pathOf(command)}\`](#${pathOf(command).replaceAll(" ", "-")}) | ${cell(command.description())} |`,
    ),
    "",
    "## Every command takes",
    "",
    ...optionTable(shared),
    "",
    "## Output",
    "",
    "Without `--json`, results are short tables on standard output and errors a line on standard error. With `--json`, standard output carries exactly one JSON",
    'document and standard error stays empty: the result as the [typed API](trpc.md) gives it, or `{"error":{"code","message","hint"?}}` with an exit code other than 0.',
    "`server test`, `audit verify` and `call` print their result and tell its verdict by the exit code.",
    "",
    "## Exit codes",
    "",
    "| Code | Meaning |",
    "| --- | --- |",
    ...Object.entries(EXIT_MEANINGS).map(([code, meaning]) => `| ${code} | ${meaning} |`),
    "",
    `Codes of the command itself, beside Core's [error codes](errors.md): ${Object.entries(CLI_CODES)
      .map(([code, exit]) => `\`${code}\` (${exit})`)
      .join(", ")}.`,
    "",
    "## Environment",
    "",
    "| Variable | Meaning |",
    "| --- | --- |",
    ...ENVIRONMENT.map(([name, meaning]) => `| \`${name}\` | ${meaning} |`),
    "",
    "## Commands",
    "",
    ...commands.flatMap((command) =>
      commandSection(
        command,
        command.options.filter((option) => !isShared(option)),
      ),
    ),
  ].join("\n");
}

const optionTable = (options: readonly Option[]): string[] =>
  options.length === 0
    ? []
    : [
        "| Option | Meaning |",
        "| --- | --- |",
        ...options.map((option) => `| \`${cell(option.flags)}\` | ${notes(option)} |`),
      ];

function commandSection(command: Command, options: readonly Option[]): string[] {
  const args = command.registeredArguments;
  const usage = args.map((one) => (one.required ? `<${one.name()}>` : `[${one.name()}]`)).join(" ");
  const description = command.description();
  return [
    `### ${pathOf(command)}`,
    "",
    `\`${[pathOf(command), usage, options.length > 0 ? "[options]" : ""].filter(Boolean).join(" ")}\``,
    "",
    `${description.charAt(0).toUpperCase()}${description.slice(1)}.`,
    "",
    ...(args.length === 0
      ? []
      : ["| Argument | Meaning |", "| --- | --- |", ...args.map((one) => `| \`${one.name()}\` | ${notes(one)} |`), ""]),
    ...(options.length === 0 ? [] : [...optionTable(options), ""]),
  ];
}
