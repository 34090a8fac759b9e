import { coreUrl, requireSafeTransport, urlText } from "./address.ts";
import { type CoreClient, createClient } from "./client.ts";
import { type Credentials, createCredentials } from "./credentials.ts";
import type { Io } from "./io.ts";
import type { Output } from "./output.ts";

/** One command's line to Core: where it is, who we are there, and how to talk to it. */
export interface CoreSession {
  io: Io;
  url: URL;
  /** `url` as people write it. */
  at: string;
  /** Where the token came from, for messages; null without one. */
  tokenFrom: string | null;
  core: CoreClient;
  /** Without the token: for what anybody may ask, also when the kept token is of an installation that is gone. */
  anonymous: CoreClient;
  credentials: Credentials;
  /** One JSON document is asked for: nobody reads along while the command works. */
  json: boolean;
  /** A remark for a person while the command works; nothing with `--json`. */
  note(text: string): void;
}

/** Options that every command takes. */
export interface GlobalOptions {
  json?: boolean;
  /** Seconds. */
  timeout?: number;
}

const DEFAULT_TIMEOUT_SECONDS = 300;

/** `PETA_TOKEN` wins over the credential that `setup` kept for this address. */
export function openSession(io: Io, options: GlobalOptions, { note }: Pick<Output, "note">): CoreSession {
  const url = coreUrl(io);
  const at = urlText(url);
  const credentials = createCredentials(io);
  const fromEnvironment = io.env.PETA_TOKEN || null;
  const token = fromEnvironment ?? credentials.find(at)?.token ?? null;
  if (token !== null) requireSafeTransport(io, url);
  const timeoutMs = (options.timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000;
  return {
    io,
    url,
    at,
    tokenFrom: token === null ? null : fromEnvironment ? "PETA_TOKEN" : credentials.file,
    core: createClient({ io, url, token, timeoutMs }),
    anonymous: createClient({ io, url, token: null, timeoutMs }),
    credentials,
    json: options.json === true,
    note,
  };
}
