import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import { readFileSync } from "node:fs";
import { startEmbeddedPostgres, urlOfRunning } from "../embedded/start-embedded.ts";
import { type CliContext, findRunning } from "./context.ts";

/** Opens Prisma Studio on the database, the running one or one started for the occasion. Ends with Ctrl-C. */
export async function openStudio(context: CliContext, port: string | undefined): Promise<void> {
  const running = findRunning(context);
  let url = context.databaseUrl;
  let stop = async (): Promise<void> => {};
  if (url === undefined && running !== undefined) url = urlOfRunning(context.dataDir, running);
  if (url === undefined) ({ url, stop } = await startEmbeddedPostgres({ dataDir: context.dataDir }));
  const manifest = createRequire(import.meta.url).resolve("prisma/package.json");
  const { bin } = JSON.parse(readFileSync(manifest, "utf8")) as { bin: { prisma: string } };
  const program = path.join(path.dirname(manifest), bin.prisma);
  const place = port === undefined ? [] : ["--port", port];
  const child = spawn(process.execPath, [program, "studio", "--browser", "none", ...place], {
    cwd: path.resolve(import.meta.dirname, "../.."),
    env: { ...process.env, DATABASE_URL: url },
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise<number>((resolve) => child.once("exit", (code) => resolve(code ?? 0)));
  await stop();
}
