import { z } from "zod";

const pem = (kind: RegExp, what: string) => z.string().max(65_536).regex(kind, `this is no ${what} in PEM form`);

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/;
const PRIVATE_KEY =
  /-----BEGIN (?:ENCRYPTED |RSA |EC )?PRIVATE KEY-----[\s\S]+-----END (?:ENCRYPTED |RSA |EC )?PRIVATE KEY-----/;

/** How Core shows who it is over TLS, and whom it trusts besides the well-known authorities. Sealed with the launch. */
export const tlsSchema = z
  .strictObject({
    /** The client certificate, with the certificates between it and its authority. */
    certificate: pem(CERTIFICATES, "certificate").optional(),
    privateKey: pem(PRIVATE_KEY, "private key").optional(),
    /** Opens an encrypted private key. */
    passphrase: z.string().max(1_024).optional(),
    /** Certificates of authorities that sign for this server alone; the well-known ones do not count then. */
    ca: pem(CERTIFICATES, "certificate").optional(),
  })
  .refine(({ certificate, privateKey }) => (certificate === undefined) === (privateKey === undefined), {
    error: "a client certificate and its private key belong together",
  })
  .refine(({ passphrase, privateKey }) => passphrase === undefined || privateKey !== undefined, {
    path: ["passphrase"],
    error: "a passphrase belongs to a private key",
  });
export type Tls = z.infer<typeof tlsSchema>;

/** What may be shown of it: that it is there. */
export const tlsViewSchema = z.object({ hasClientCertificate: z.boolean(), hasOwnAuthority: z.boolean() });
