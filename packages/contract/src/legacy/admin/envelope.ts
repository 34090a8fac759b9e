import { z } from "zod";
import type { AdminErrorCode } from "./error-codes.ts";

/** `action` is a number and nothing else; a missing or null `data` reads as `{}`. */
export const adminRequestSchema = z.looseObject({
  action: z.number(),
  data: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((data) => data ?? {}),
});

export interface AdminSuccess {
  success: true;
  data: unknown;
}

/** What actions answer when they fail. */
export interface AdminFailure {
  success: false;
  error: { code: AdminErrorCode; message: string };
}

/** What the authentication layer answers: no `error` object, no number. `timestamp` in seconds. */
export interface AdminAuthFailure {
  success: false;
  message: string;
  timestamp: number;
}

/** For actions that take nothing; what is sent all the same is passed over. */
export const emptySchema = z.looseObject({});

/** `1 Owner, 2 Admin, 3 User, 4 Guest`. */
export const LEGACY_ROLE = { owner: 1, admin: 2, user: 3, guest: 4 } as const;
export const LEGACY_USER_STATUS = { disabled: 0, enabled: 1 } as const;

/** A number that old clients also send as text. */
export const numericSchema = z.union([
  z.number(),
  z
    .string()
    .regex(/^-?\d{1,16}(\.\d+)?$/)
    .transform(Number),
]);

/** JSON that old clients send as an object or as its text; the result is parsed. */
export const jsonOrText = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value, context) => {
    if (typeof value !== "string") return value;
    if (value.trim() === "") return {};
    try {
      return JSON.parse(value) as unknown;
    } catch {
      context.addIssue({ code: "custom", message: "is not JSON", input: undefined });
      return z.NEVER;
    }
  }, schema);

/** Seconds since 1970. */
export const secondsSchema = z.number().int().min(0).max(253_402_300_799);
