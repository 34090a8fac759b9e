import type { Tls } from "@peta/contract";
import type { Command } from "commander";
import { CliError } from "../../errors.ts";
import type { Io } from "../../io.ts";
import { fromEnvironment } from "../../parse.ts";
import { readBytes } from "../../read-bytes.ts";

export interface TlsOptions {
  clientCert?: string;
  clientKey?: string;
  clientKeyPassphraseEnv?: string;
  ca?: string;
}

/** Certificates for a server that wants to see one, or that an authority of its own has signed. */
export const withTlsOptions = (command: Command): Command =>
  command
    .option("--client-cert <file>", "a client certificate in PEM form, for a server that wants one")
    .option("--client-key <file>", "its private key in PEM form")
    .option("--client-key-passphrase-env <variable>", "this environment's variable with the key's passphrase")
    .option("--ca <file>", "certificates in PEM form of the authority that signed the server's own");

/** What the options name, read from their files; null when they name nothing. Throws cli.usage and cli.file_unreadable. */
export function readTls(io: Io, options: TlsOptions): Tls | null {
  const { clientCert, clientKey, clientKeyPassphraseEnv, ca } = options;
  if ((clientCert === undefined) !== (clientKey === undefined))
    throw new CliError("cli.usage", "--client-cert and --client-key belong together.");
  const tls: Tls = {
    ...(clientCert !== undefined && { certificate: readFile(clientCert) }),
    ...(clientKey !== undefined && { privateKey: readFile(clientKey) }),
    ...(clientKeyPassphraseEnv !== undefined && {
      passphrase: fromEnvironment(io, clientKeyPassphraseEnv, "--client-key-passphrase-env"),
    }),
    ...(ca !== undefined && { ca: readFile(ca) }),
  };
  return Object.keys(tls).length === 0 ? null : tls;
}

const readFile = (file: string): string => readBytes(file).toString();
