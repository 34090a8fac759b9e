// Started by the tests as a process of its own: starts the database of argv[2], says so, and holds it until SIGTERM.
import { startEmbeddedPostgres } from "../src/embedded/index.ts";

const [, , dataDir = "", mode] = process.argv;
try {
  const postgres = await startEmbeddedPostgres({ dataDir, mode: mode === "background" ? "background" : "attached" });
  process.stdout.write(`${JSON.stringify({ url: postgres.url, pid: postgres.pid })}\n`);
  const keepAlive = setInterval(() => {}, 1000);
  process.once("SIGTERM", () => void postgres.stop().then(() => clearInterval(keepAlive)));
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: (error as Error).message, name: (error as Error).name })}\n`);
  process.exitCode = 1;
}
