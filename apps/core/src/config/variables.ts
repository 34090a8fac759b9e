import { z } from "zod";
import { parseRange } from "../modules/network/address-range.ts";

const flag = z
  .enum(["true", "false", "1", "0", "yes", "no", "on", "off"], { error: "is neither true nor false" })
  .transform((text) => ["true", "1", "yes", "on"].includes(text));

const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d+$/, "is not a whole number")
    .transform(Number)
    .refine((value) => value >= min && value <= max, `is not between ${min} and ${max}`);

const nonEmpty = z.string().min(1, "is empty");

/** One variable of the environment: how it is checked, what it is for, and what to do when it is wrong. */
export interface Variable<T = unknown> {
  schema: z.ZodType<T, string>;
  /** What a reader of `.env.example` learns. */
  about: string;
  /** The value when it is not set, as it would be written; absent when there is none. */
  fallback?: string;
  /** How to make a wrong value right. */
  fix: string;
  /** Its value is never shown. */
  secret?: true;
}

const variable = <T>(value: Variable<T>): Variable<T> => value;

/** Every variable that Core reads, by section of `.env.example`. */
export const VARIABLES = {
  DATABASE_URL: variable({
    schema: z.string().regex(/^postgres(ql)?:\/\/.+/, "is not a PostgreSQL connection string"),
    about: "An outside PostgreSQL 15 or newer. Without it, Core runs its own in the data directory.",
    fix: "Write postgresql://user:password@host:5432/database, or leave it away to use the embedded database.",
    secret: true,
  }),
  BACKEND_PORT: variable({
    schema: whole(0, 65_535),
    about: "Port for everything: MCP, API and Console. 0 takes any free port.",
    fallback: "3002",
    fix: "Give a port number, for example BACKEND_PORT=3002.",
  }),
  ENABLE_HTTPS: variable({
    schema: flag,
    about: "Serve HTTPS from this process. Needs SSL_CERT_PATH and SSL_KEY_PATH.",
    fallback: "false",
    fix: "Write true or false.",
  }),
  SSL_CERT_PATH: variable({
    schema: nonEmpty,
    about: "PEM file of the certificate chain.",
    fix: "Give the path of the PEM file.",
  }),
  SSL_KEY_PATH: variable({
    schema: nonEmpty,
    about: "PEM file of the private key.",
    fix: "Give the path of the PEM file.",
  }),
  JWT_SECRET: variable({
    schema: nonEmpty,
    about:
      "Read for old set-ups and used for nothing yet: keys are made in the data directory. If set, 32 characters or more.",
    fix: "Leave it away, or make one with: openssl rand -base64 48",
    secret: true,
  }),
  LOG_LEVEL: variable({
    schema: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"], { error: "is not a log level" }),
    about: "trace, debug, info, warn, error, fatal or silent.",
    fallback: "info",
    fix: "Use one of: trace, debug, info, warn, error, fatal, silent.",
  }),
  LOG_PRETTY: variable({
    schema: flag,
    about: "Log lines for people instead of JSON. When not set: yes on a terminal, no otherwise.",
    fix: "Write true or false.",
  }),
  SKIP_CLOUDFLARED: variable({
    schema: flag,
    about: "Accepted for old set-ups. Core opens no tunnel by itself.",
    fallback: "true",
    fix: "Write true or false.",
  }),
  PETA_HOST: variable({
    schema: nonEmpty,
    about:
      "Address to listen on. Anything but a loopback address needs HTTPS, or PETA_PUBLIC_URL with https behind a proxy.",
    fallback: "127.0.0.1",
    fix: "Use 127.0.0.1 for this machine only, or 0.0.0.0 for every interface.",
  }),
  PETA_PUBLIC_URL: variable({
    schema: z.url({ protocol: /^https?$/, error: "is not an http or https URL" }),
    about:
      "The URL under which browsers and MCP clients reach Core, when it is not the address it listens on. With it, a proxy on this machine is believed what it says in X-Forwarded-For.",
    fix: "Write it with its scheme, for example https://peta.example.com",
  }),
  PETA_ALLOWED_HOSTS: variable({
    schema: z.string().transform((text) =>
      text
        .split(",")
        .map((host) => host.trim().toLowerCase())
        .filter(Boolean),
    ),
    about: "More host names that requests may name, separated by commas. Others are refused, against DNS rebinding.",
    fix: "List host names without scheme, for example peta.internal,10.0.0.5",
  }),
  PETA_TRUSTED_PROXIES: variable({
    schema: z
      .string()
      .transform((text) =>
        text
          .split(",")
          .map((range) => range.trim())
          .filter(Boolean),
      )
      .refine(
        (ranges) => ranges.every((range) => parseRange(range) !== null),
        "names something that is no address range",
      ),
    about:
      "Addresses of proxies before Core that are believed what they say in X-Forwarded-For, separated by commas: single ones or CIDR ranges, IPv4 and IPv6.",
    fix: "List addresses and ranges, for example 10.0.0.5,192.168.0.0/16,2001:db8::/32",
  }),
  PETA_IGNORE_ADDRESS_RULES: variable({
    schema: flag,
    about:
      "Let every address in, whatever the address rules of the workspaces say. The way back for an Owner who locked themself out; take it away afterwards.",
    fallback: "false",
    fix: "Write true or false.",
  }),
  PETA_ALLOW_INSECURE_HTTP: variable({
    schema: flag,
    about: "Allow plain HTTP on an address that others can reach. Passwords and tokens then travel readable.",
    fallback: "false",
    fix: "Write true or false.",
  }),
  PETA_DATA_DIR: variable({
    schema: nonEmpty,
    about: "Directory for the embedded database, keys and spooled audit records. Default: .peta in the checkout.",
    fix: "Give the path of a directory that this account may write to.",
  }),
  PETA_MASTER_KEY: variable({
    schema: nonEmpty,
    about: "Root key of the vault, 32 bytes as base64 or hex. Without it, a key file is made in the data directory.",
    fix: "Make one with: openssl rand -base64 32",
    secret: true,
  }),
  PETA_SETUP_TOKEN: variable({
    schema: z
      .string()
      .min(16, "is shorter than 16 characters")
      .refine((token) => new Set(token).size >= 8, "is too easy to guess: it has fewer than 8 different characters"),
    about: "One-time token that creates the Owner. Without it, one is made at the first start and shown in the log.",
    fix: "Give 16 characters or more, or leave it away.",
    secret: true,
  }),
  PETA_ALLOWED_PROGRAMS: variable({
    schema: z.string().transform((text) =>
      text
        .split(",")
        .map((program) => program.trim())
        .filter(Boolean),
    ),
    about:
      "Programs that stdio servers may be started with, separated by commas: names or absolute paths. Without it, an administrator may start any, and so runs code as Core's account.",
    fix: "List programs, for example npx,/usr/local/bin/my-server",
  }),
  PETA_OAUTH_REGISTRATION: variable({
    schema: flag,
    about:
      "Let MCP clients register themselves at the authorization server. Without it, an administrator adds each one, or it has a metadata document.",
    fallback: "true",
    fix: "Write true or false.",
  }),
  PETA_OAUTH_CLIENT_DOMAINS: variable({
    schema: z.string().transform((text) =>
      text
        .split(",")
        .map((domain) => domain.trim().toLowerCase())
        .filter(Boolean),
    ),
    about:
      "Domains whose clients may introduce themselves by the address of a metadata document, separated by commas; their subdomains are included. Without it, any.",
    fix: "List domain names without scheme, for example claude.ai,cursor.com",
  }),
  PETA_AUDIT_DURABILITY: variable({
    schema: z.enum(["durable", "batched"], { error: "is neither durable nor batched" }),
    about:
      "durable: an answer leaves when its audit record is committed. batched: faster, a crash may lose the records that wait for the database.",
    fallback: "durable",
    fix: "Write durable or batched.",
  }),
  PETA_MAX_BODY_BYTES: variable({
    schema: whole(1024, 268_435_456),
    about: "Largest request body that is read.",
    fallback: "4194304",
    fix: "Give a number of bytes, for example 4194304 for 4 MiB.",
  }),
  PETA_CALL_TIMEOUT_MS: variable({
    schema: whole(100, 3_600_000),
    about: "How long a server may take for one request.",
    fallback: "60000",
    fix: "Give milliseconds, for example 60000.",
  }),
  PETA_APPROVAL_HOLD_SECONDS: variable({
    schema: whole(0, 3600),
    about:
      "How long a call that wants a person's approval is held before it is answered that it waits. Many clients give up after 60 seconds.",
    fallback: "55",
    fix: "Give seconds, for example 55.",
  }),
  PETA_MAX_SESSIONS_PER_PRINCIPAL: variable({
    schema: whole(1, 100_000),
    about: "MCP sessions that one principal may hold at the same time.",
    fallback: "200",
    fix: "Give a number, for example 200.",
  }),
} as const;

export type VariableName = keyof typeof VARIABLES;
