import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { isIP } from "node:net";
import os from "node:os";
import path from "node:path";
import { parseEnv } from "node:util";
import { ConfigError, type ConfigProblem } from "./config/config-error.ts";
import { pathForServers } from "./config/path-for-servers.ts";
import { readVariables, unknownNames } from "./config/read-variables.ts";

/** Secrets, apart from the settings, so that settings may be logged and these may not. */
export interface ConfigSecrets {
  databaseUrl: string | null;
  masterKey: string | null;
  setupToken: string | null;
}

export interface Config {
  host: string;
  port: number;
  tls: { cert: Buffer; key: Buffer } | null;
  /** Null: the address that Core listens on. No path, no trailing slash. */
  publicUrl: string | null;
  allowedHosts: readonly string[];
  /** Ranges of proxies whose X-Forwarded-For is believed. */
  trustedProxies: readonly string[];
  ignoreAddressRules: boolean;
  allowInsecureHttp: boolean;
  dataDir: string;
  log: { level: string; pretty: boolean };
  /** Programs that servers may be started with; null: any that the launch check lets through. */
  allowedPrograms: readonly string[] | null;
  /** What Core itself runs with, and the PATH of whoever started it; servers' processes get only the harmless names. */
  serverEnvironment: NodeJS.ProcessEnv;
  /** Who may introduce an OAuth client; `clientDomains` null: a metadata document of any domain. */
  oauth: { canRegister: boolean; clientDomains: readonly string[] | null };
  audit: { durability: "durable" | "batched" };
  limits: { maxBodyBytes: number; callTimeoutMs: number; approvalHoldMs: number; maxSessionsPerPrincipal: number };
  secrets: ConfigSecrets;
  /** Things that are odd but do not stop the start. */
  warnings: readonly string[];
}

const WEAK = /^(secret|changeme|change-me|password|default|test|dev|peta|peta123|your.*|example.*|(.)\2*)$/i;
const isWeak = (secret: string): boolean => secret.length < 32 || WEAK.test(secret);

export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));

/** The environment with the values of a `.env` file below it: what is set in the environment wins. */
export function loadEnvironment(directory: string, environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return { ...readEnvFile(directory), ...environment };
}

/** The variables of the directory's `.env` file; none without one. */
export function readEnvFile(directory: string): NodeJS.ProcessEnv {
  const file = path.join(directory, ".env");
  return existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
}

/** `.peta` inside a checkout; the platform's place for application data when Core runs from an installed package. */
export function defaultDataDir(
  environment: NodeJS.ProcessEnv,
  root: string,
  platform: NodeJS.Platform = process.platform,
): string {
  if (existsSync(path.join(root, "pnpm-workspace.yaml"))) return path.join(root, ".peta");
  const home = os.homedir();
  if (platform === "darwin") return path.join(home, "Library", "Application Support", "peta");
  return path.join(environment.XDG_DATA_HOME ?? path.join(home, ".local", "share"), "peta");
}

/**
 * The one reader of the environment. Throws ConfigError, with every problem and its fix, when a value is wrong, a TLS
 * file is missing, or the address can be reached by others while a secret is weak or the traffic is readable (A9).
 * @param root directory of the checkout or the installed package
 */
export function readConfig(environment: NodeJS.ProcessEnv, root: string, isTerminal = false): Config {
  const values = readVariables(environment);
  const problems: ConfigProblem[] = [];
  const warnings = unknownNames(environment);
  const host = values.PETA_HOST ?? "127.0.0.1";
  const publicUrl = values.PETA_PUBLIC_URL === undefined ? null : new URL(values.PETA_PUBLIC_URL).origin;
  const tls = values.ENABLE_HTTPS ? readTls(values.SSL_CERT_PATH, values.SSL_KEY_PATH, problems) : null;
  const isReachable = !isLoopback(host);

  if (values.JWT_SECRET !== undefined && isWeak(values.JWT_SECRET)) {
    const problem = "is weak: shorter than 32 characters or a well-known value.";
    const fix = "Leave it away, or make one with: openssl rand -base64 48";
    if (isReachable) problems.push({ variable: "JWT_SECRET", problem, fix });
    else warnings.push(`JWT_SECRET ${problem} ${fix}`);
  }
  if (isReachable && !values.ENABLE_HTTPS && !publicUrl?.startsWith("https:") && !values.PETA_ALLOW_INSECURE_HTTP) {
    problems.push({
      variable: `PETA_HOST=${JSON.stringify(host)}`,
      problem: "can be reached from other machines, and the traffic would be readable on the way.",
      fix: "Set ENABLE_HTTPS=true with SSL_CERT_PATH and SSL_KEY_PATH, or PETA_PUBLIC_URL=https://... behind a proxy that ends TLS, or PETA_ALLOW_INSECURE_HTTP=true to accept the risk.",
    });
  }
  if (values.PETA_IGNORE_ADDRESS_RULES)
    warnings.push(
      "PETA_IGNORE_ADDRESS_RULES is set: every address may come, whatever the address rules say. Take it away once they are set right.",
    );
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    host,
    port: values.BACKEND_PORT ?? 3002,
    tls,
    publicUrl,
    allowedHosts: values.PETA_ALLOWED_HOSTS ?? [],
    trustedProxies: values.PETA_TRUSTED_PROXIES ?? [],
    ignoreAddressRules: values.PETA_IGNORE_ADDRESS_RULES ?? false,
    allowInsecureHttp: values.PETA_ALLOW_INSECURE_HTTP ?? false,
    dataDir:
      values.PETA_DATA_DIR === undefined ? defaultDataDir(environment, root) : path.resolve(root, values.PETA_DATA_DIR),
    log: { level: values.LOG_LEVEL ?? "info", pretty: values.LOG_PRETTY ?? isTerminal },
    allowedPrograms: values.PETA_ALLOWED_PROGRAMS ?? null,
    serverEnvironment:
      environment.PATH === undefined ? environment : { ...environment, PATH: pathForServers(environment.PATH, root) },
    oauth: {
      canRegister: values.PETA_OAUTH_REGISTRATION ?? true,
      clientDomains: values.PETA_OAUTH_CLIENT_DOMAINS ?? null,
    },
    audit: { durability: values.PETA_AUDIT_DURABILITY ?? "durable" },
    limits: {
      maxBodyBytes: values.PETA_MAX_BODY_BYTES ?? 4_194_304,
      callTimeoutMs: values.PETA_CALL_TIMEOUT_MS ?? 60_000,
      approvalHoldMs: (values.PETA_APPROVAL_HOLD_SECONDS ?? 55) * 1000,
      maxSessionsPerPrincipal: values.PETA_MAX_SESSIONS_PER_PRINCIPAL ?? 200,
    },
    secrets: {
      databaseUrl: values.DATABASE_URL ?? null,
      masterKey: values.PETA_MASTER_KEY ?? null,
      setupToken: values.PETA_SETUP_TOKEN ?? null,
    },
    warnings,
  };
}

function readTls(certPath: string | undefined, keyPath: string | undefined, problems: ConfigProblem[]): Config["tls"] {
  const read = (variable: string, file: string | undefined): Buffer | null => {
    const fix = "Give the path of a PEM file that this account may read, or set ENABLE_HTTPS=false.";
    if (file === undefined) {
      problems.push({ variable, problem: "is not set, and ENABLE_HTTPS=true needs it.", fix });
      return null;
    }
    try {
      accessSync(file, constants.R_OK);
      return readFileSync(file);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      problems.push({
        variable: `${variable}=${JSON.stringify(file)}`,
        problem: code === "ENOENT" ? "does not exist." : `cannot be read (${code}).`,
        fix,
      });
      return null;
    }
  };
  const cert = read("SSL_CERT_PATH", certPath);
  const key = read("SSL_KEY_PATH", keyPath);
  return cert && key ? { cert, key } : null;
}
