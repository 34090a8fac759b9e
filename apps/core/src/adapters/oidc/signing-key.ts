import { createPrivateKey } from "node:crypto";
import type { JWK } from "oidc-provider";

/** PKCS #8 (RFC 8410) of an Ed25519 key, up to the 32 bytes of the key itself. */
const PKCS8_ED25519 = Buffer.from("302e020100300506032b657004220420", "hex");

/**
 * The key that the library wants to have. Nothing is signed with it: tokens are opaque, and there are no id tokens. It
 * is derived, so that it is the same in every process and there is no other one to look after.
 * @param seed 32 bytes
 */
export function signingKey(seed: Uint8Array): JWK {
  const key = createPrivateKey({ key: Buffer.concat([PKCS8_ED25519, seed]), format: "der", type: "pkcs8" });
  return { ...(key.export({ format: "jwk" }) as JWK), alg: "EdDSA", use: "sig", kid: "peta" };
}
