import { z } from "zod";

// Node decodes base64 leniently: what is not base64 at all is refused here.
const base64 = (bytes?: number) =>
  z
    .base64()
    .min(1)
    .max(15_000_000)
    .refine((text) => bytes === undefined || Math.floor((text.replace(/=+$/, "").length * 3) / 4) === bytes, {
      error: `must hold ${bytes} bytes`,
    });

/**
 * What old clients encrypt with a token: AES-256-GCM, PBKDF2-HMAC-SHA-256 with 100,000 iterations, no additional data.
 * The tag stands apart from `data`.
 */
export const encryptedDataSchema = z.looseObject({
  data: base64(),
  iv: base64(12),
  salt: base64(16),
  tag: base64(16),
});
export type EncryptedData = z.infer<typeof encryptedDataSchema>;
