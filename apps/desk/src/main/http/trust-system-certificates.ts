import tls from "node:tls";

/**
 * Certificates are checked against Mozilla's list and those that this computer's owner has installed: a company's own
 * authority is trusted where the browser trusts it. Nothing is ever trusted unchecked.
 */
export function trustSystemCertificates(): void {
  try {
    tls.setDefaultCACertificates([...tls.getCACertificates("default"), ...tls.getCACertificates("system")]);
  } catch {
    // A runtime that cannot read the system's list keeps to its own.
  }
}
