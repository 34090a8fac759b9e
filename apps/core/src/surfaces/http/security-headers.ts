/** Headers of every answer: no sniffing, no framing, no referrer, nothing of the device. */
export const SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
};

/**
 * The Content-Security-Policy of a Console page: scripts are this origin's and the inline ones whose hashes were taken
 * at build time; nothing is loaded from elsewhere.
 */
export const pagePolicy = (inlineScriptHashes: readonly string[]): string =>
  [
    "default-src 'none'",
    `script-src 'self'${inlineScriptHashes.map((hash) => ` '${hash}'`).join("")}`,
    "style-src 'self'",
    // Component libraries position with style attributes, which cannot be hashed.
    "style-src-attr 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");

/** Answers that are no page load nothing at all. */
export const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'";
