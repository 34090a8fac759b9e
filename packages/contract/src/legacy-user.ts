import { z } from "zod";
import { type CapabilityTree, setCapabilitiesDataSchema } from "./socket/capability-tree.ts";
import type { OnlineSession } from "./socket/notifications.ts";

/** Action codes of `POST /user`. */
export const USER_ACTION = {
  GET_CAPABILITIES: 1001,
  SET_CAPABILITIES: 1002,
  CONFIGURE_SERVER: 2001,
  UNCONFIGURE_SERVER: 2002,
  GET_ONLINE_SESSIONS: 3001,
} as const;
export type UserAction = keyof typeof USER_ACTION;

/** Error numbers of `POST /user`. */
export const USER_ERROR = {
  INVALID_REQUEST: 1001,
  UNAUTHORIZED: 1002,
  USER_DISABLED: 1003,
  SERVER_NOT_FOUND: 2001,
  SERVER_DISABLED: 2002,
  CONFIG_INVALID: 2003,
  USER_INPUT_NOT_ALLOWED: 2004,
  NO_CONFIG_TEMPLATE: 2005,
  INVALID_CAPABILITIES: 3001,
  INTERNAL: 5001,
} as const;

export const userRequestSchema = z.looseObject({ action: z.number().int(), data: z.unknown().optional() });

export interface UserResponse<T = unknown> {
  success: boolean;
  data?: T;
  /** `details.code` is a code of Core's own catalogue. */
  error?: { code: number; message: string; details?: { code: string; retryAfterSeconds?: number } };
}

const text = z.union([z.string(), z.number(), z.boolean()]).transform(String).pipe(z.string().max(32_768));
const texts = z.record(z.string().min(1).max(256), text);

export const legacyServerRefSchema = z.looseObject({ serverId: z.string().min(1).max(200) });

/**
 * A user's own values for a server: by the keys of its fields (`values`), or in one of the four legacy shapes, whose
 * names are those of fields, variables or headers.
 */
export const legacyConfigureServerSchema = legacyServerRefSchema.extend({
  values: texts.optional(),
  /** The caller's agents may use the values too. */
  shareWithAgents: z.boolean().optional(),
  authConf: z
    .array(z.looseObject({ key: z.string().min(1).max(256), value: text }))
    .max(64)
    .optional(),
  remoteAuth: z.looseObject({ params: texts.nullish(), headers: texts.nullish() }).optional(),
  restfulApiAuth: z
    .looseObject({
      type: z.enum(["bearer", "basic", "header", "query_param"]),
      value: text.optional(),
      header: z.string().max(256).optional(),
      param: z.string().max(256).optional(),
      username: text.optional(),
      password: text.optional(),
    })
    .optional(),
  stdioEnv: texts.optional(),
});
export type LegacyConfigureServer = z.infer<typeof legacyConfigureServerSchema>;

/** What each action takes as `data`. */
export const USER_ACTION_DATA = {
  GET_CAPABILITIES: z.unknown(),
  SET_CAPABILITIES: setCapabilitiesDataSchema,
  CONFIGURE_SERVER: legacyConfigureServerSchema,
  UNCONFIGURE_SERVER: legacyServerRefSchema,
  GET_ONLINE_SESSIONS: z.unknown(),
} satisfies Record<UserAction, z.ZodType>;

/** What each action answers as `data`. */
export interface UserActionResult {
  GET_CAPABILITIES: CapabilityTree;
  SET_CAPABILITIES: { message: string };
  CONFIGURE_SERVER: { serverId: string; message: string };
  UNCONFIGURE_SERVER: { serverId: string; message: string };
  GET_ONLINE_SESSIONS: OnlineSession[];
}
