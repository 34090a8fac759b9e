/** The part of the native engine's command line that the `prisma` command uses. */
export type EngineArguments = { url?: string; datamodels: string[]; command?: string; showVersion: boolean };

/** Reads `--datasource JSON`, `--datamodels FILE` (repeatable), `cli COMMAND` and `--version`; skips the rest. */
export function parseEngineArguments(argv: readonly string[]): EngineArguments {
  const found: EngineArguments = { datamodels: [], showVersion: false };
  for (const [index, argument] of argv.entries()) {
    const value = argv[index + 1];
    if (argument === "--version") found.showVersion = true;
    if (value === undefined) continue;
    if (argument === "--datasource") found.url = (JSON.parse(value) as { url: string }).url;
    if (argument === "--datamodels") found.datamodels.push(value);
    if (argument === "cli") found.command = value;
  }
  return found;
}
