// The entry of `npm run db:<verb>`: the embedded database of this checkout. Reads the same settings as Core.
import { parseArgs } from "node:util";
import { MigrationError } from "../apply-migrations.ts";
import { EmbeddedDatabaseError } from "../embedded/errors.ts";
import { printLogs } from "./logs.ts";
import { type CliContext, CliError, readContext } from "./context.ts";
import { initialize, reset } from "./init-reset.ts";
import { serve, start, stop } from "./start-stop.ts";
import { openStudio } from "./studio.ts";

const USAGE = `Usage: npm run db:<verb>
  start      keep the embedded PostgreSQL running in the background
  stop       stop it
  restart    stop and start it
  init       create the database if it is missing, and apply the migrations
  studio     look at the tables in a browser (Prisma Studio; -- --port PORT)
  reset      delete everything in it and begin again: npm run db:reset -- --yes
  logs       print the end of PostgreSQL's log: npm run db:logs -- [-n LINES] [--follow]
`;

const OPTIONS = {
  yes: { type: "boolean", default: false },
  follow: { type: "boolean", short: "f", default: false },
  lines: { type: "string", short: "n", default: "100" },
  port: { type: "string" },
} as const;

type Flags = { yes: boolean; follow: boolean; lines: string; port?: string };

async function run(context: CliContext, verb: string | undefined, flags: Flags): Promise<void> {
  if (verb === "start") return start(context);
  if (verb === "stop") return stop(context);
  if (verb === "restart") {
    await stop(context);
    return start(context);
  }
  if (verb === "serve") return serve(context);
  if (verb === "init") return initialize(context);
  if (verb === "reset") return reset(context, flags.yes);
  if (verb === "studio") return openStudio(context, flags.port);
  if (verb === "logs") return printLogs(context, Number(flags.lines), flags.follow);
  throw new CliError(`${verb === undefined ? "Which verb?" : `There is no verb "${verb}".`}\n${USAGE}`);
}

/** A sentence for what was foreseen, a stack for what was not. */
function explain(error: unknown): string {
  const { code } = error as { code?: string };
  const isForeseen =
    error instanceof CliError || error instanceof EmbeddedDatabaseError || error instanceof MigrationError;
  if (isForeseen) return error.message;
  if (code?.startsWith("ERR_PARSE_ARGS") === true) return `${(error as Error).message}\n${USAGE}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

try {
  const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
  await run(readContext(), positionals[0], values);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}
