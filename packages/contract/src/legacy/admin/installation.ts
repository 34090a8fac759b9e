import { z } from "zod";
import { numericSchema } from "./envelope.ts";

const entriesSchema = z.array(z.string().max(64)).max(1000);
export const updateIpListSchema = z.looseObject({ whitelist: entriesSchema });
export const ipEntriesSchema = z.looseObject({ ips: entriesSchema.min(1) });
export const specialIpOperationSchema = z.looseObject({ operation: z.enum(["allow-all", "deny-all"]) });

const proxyNameSchema = z
  .string()
  .trim()
  .min(1)
  .max(120)
  .regex(/^[^\p{Cc}\p{Bidi_Control}]*$/u, "a name has no control characters");
export const createProxySchema = z.looseObject({ name: proxyNameSchema, proxyKey: z.string().min(1).max(256) });
export const updateProxySchema = z.looseObject({ proxyId: z.number().int(), name: proxyNameSchema });

export const setLogWebhookSchema = z.looseObject({
  proxyKey: z.string().min(1),
  /** null, nothing and "" clear it. */
  webhookUrl: z
    .union([
      z.url({ protocol: /^https?$/, error: "the URL must start with http:// or https://" }).max(4096),
      z.literal(""),
    ])
    .nullish()
    .transform((url) => url || null),
});

/** Negative and unreadable numbers fall back to the defaults. */
const boundedNumber = (fallback: number, max: number) =>
  z
    .unknown()
    .optional()
    .transform((value) => numericSchema.safeParse(value).data ?? fallback)
    .transform((value) =>
      value >= 1 && Number.isSafeInteger(Math.floor(value)) ? Math.min(Math.floor(value), max) : fallback,
    );
export const getLogsSchema = z.looseObject({
  id: boundedNumber(1, Number.MAX_SAFE_INTEGER),
  limit: boundedNumber(1000, 5000),
});

export interface LegacyProxyRow {
  id: number;
  name: string;
  addtime: number;
  proxyKey: string;
  startPort: number;
  logWebhookUrl: string | null;
  lastSyncedLogId: number;
}

export interface LegacyLogRow {
  id: number;
  createdAt: number;
  action: number;
  userid: string;
  serverId: string | null;
  sessionId: string;
  upstreamRequestId: string;
  uniformRequestId: string | null;
  parentUniformRequestId: string | null;
  proxyRequestId: string | null;
  ip: string;
  ua: string;
  tokenMask: string;
  requestParams: string;
  responseResult: string;
  error: string;
  duration: number | null;
  statusCode: number | null;
}
