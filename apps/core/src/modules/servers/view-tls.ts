import type { ServerDetail, Tls } from "@peta/contract";

type TlsView = Extract<ServerDetail["launch"], { transport: "http" | "sse" }>["tls"];

/** That there are certificates and a key; none of them is shown (A28). */
export const viewTls = (tls: Tls | undefined): TlsView =>
  tls === undefined
    ? null
    : { hasClientCertificate: tls.certificate !== undefined, hasOwnAuthority: tls.ca !== undefined };
