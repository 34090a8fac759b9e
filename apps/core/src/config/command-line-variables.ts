import path from "node:path";
import type { Config } from "../config.ts";

/**
 * What the command line has to be told in another terminal to find this Core, as `NAME=value`. It reads the checkout's
 * `.env` and knows nothing of the environment that Core was started with.
 * @param file the variables of that `.env`
 * @param url where Core listens, or the public URL
 */
export function commandLineVariables(
  config: Pick<Config, "host" | "port" | "tls" | "publicUrl" | "dataDir">,
  file: Readonly<Record<string, string | undefined>>,
  root: string,
  url: string,
): string[] {
  const found = `${file.ENABLE_HTTPS === "true" ? "https" : "http"}://127.0.0.1:${file.BACKEND_PORT || "3002"}`;
  // A proxy in front may not be there yet.
  const own = config.publicUrl === null ? url : `${config.tls ? "https" : "http"}://127.0.0.1:${config.port}`;
  const foundDataDir = file.PETA_DATA_DIR ? path.resolve(root, file.PETA_DATA_DIR) : path.join(root, ".peta");
  return [
    ...(own.replace("//localhost:", "//127.0.0.1:") === found ? [] : [`PETA_URL=${own}`]),
    ...(config.dataDir === foundDataDir ? [] : [`PETA_DATA_DIR=${quoted(config.dataDir)}`]),
  ];
}

/** As a shell reads it again. */
const quoted = (text: string): string =>
  /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
