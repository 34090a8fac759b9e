import type { Tls } from "@peta/contract";
import { createSecureContext, type SecureContextOptions } from "node:tls";
import { CoreError } from "../../errors.ts";

/** What sockets over TLS are opened with. */
export type TlsMaterial = Pick<SecureContextOptions, "cert" | "key" | "passphrase" | "ca">;

/**
 * Client certificate and authorities in the form of Node's sockets. Throws CoreError server.launch_refused where they
 * do not fit together; the sentence says which, and nothing of what is in them.
 */
export function tlsMaterial(tls: Tls | undefined, url: URL): TlsMaterial | undefined {
  if (tls === undefined) return undefined;
  if (url.protocol !== "https:")
    throw new CoreError(
      "server.launch_refused",
      "Certificates belong to https, and the URL starts with http://. Leave them away, or correct the URL.",
    );
  const { certificate, privateKey, passphrase, ca } = tls;
  const material: TlsMaterial = {
    ...(certificate !== undefined && { cert: certificate }),
    ...(privateKey !== undefined && { key: privateKey }),
    ...(passphrase !== undefined && { passphrase }),
    ...(ca !== undefined && { ca }),
  };
  try {
    createSecureContext(material);
  } catch (cause) {
    throw new CoreError(
      "server.launch_refused",
      "The client certificate, its private key, the passphrase or the authority's certificate cannot be used: they must be PEM and belong together.",
      { detail: (cause as NodeJS.ErrnoException).code ?? "no code" },
    );
  }
  return material;
}
