import { adminWire, type ErrorCode } from "@peta/contract";
import type { z } from "zod";
import type { Caller } from "../../../modules/principals/principal.ts";

/** Releases of the legacy product in which an action appeared: see docs/api/admin.md. */
export type Era = "A" | "A2" | "B" | "C" | "D" | "E" | "F" | "G";

/** `public`: also without an Authorization header, as `admin` with one. */
export type Audience = "public" | "admin" | "owner";

/** Who asks, and what they can prove. */
export interface AdminContext {
  caller: Caller;
  /** Opens what was encrypted with the token of this request. Rejects with input.invalid. */
  open: (text: string) => Promise<string>;
}

export interface PublicContext {
  context: AdminContext | null;
  ipAddress: string | null;
}

/** One row of the table: everything that there is to say about an action code. */
export interface AdminAction {
  code: adminWire.AdminActionCode;
  name: adminWire.AdminActionName;
  era: Era;
  who: Audience;
  /** False: it answers that it is not available yet. */
  isReady: boolean;
  /** What it is for, as a phrase. */
  purpose: string;
  input: z.ZodType;
  /** `data` of a request that the schema takes. */
  example: Readonly<Record<string, unknown>>;
  /** Where this action's number for a code is another one than the wire's. */
  errors: Partial<Record<ErrorCode, adminWire.AdminErrorCode>>;
  /** Takes data that the schema has read. Throws what the modules throw. */
  run: (of: PublicContext, data: never) => Promise<unknown>;
}

type Described<Schema extends z.ZodType> = Pick<AdminAction, "era" | "purpose" | "example"> & {
  input: Schema;
  errors?: AdminAction["errors"];
};

const row = (
  name: adminWire.AdminActionName,
  who: Audience,
  described: Described<z.ZodType>,
  run: AdminAction["run"],
) => ({
  errors: {},
  ...described,
  code: adminWire.ADMIN_ACTION[name],
  name,
  who,
  isReady: true,
  run,
});

/** An action for owners and admins, or for owners alone. */
export function adminAction<Schema extends z.ZodType>(
  name: adminWire.AdminActionName,
  who: "admin" | "owner",
  {
    run,
    ...described
  }: Described<Schema> & { run: (context: AdminContext, data: z.output<Schema>) => Promise<unknown> },
): AdminAction {
  return row(name, who, described, ({ context }, data) => run(context as AdminContext, data));
}

/** An action that is also answered before anybody has signed in. */
export function publicAction<Schema extends z.ZodType>(
  name: adminWire.AdminActionName,
  { run, ...described }: Described<Schema> & { run: (of: PublicContext, data: z.output<Schema>) => Promise<unknown> },
): AdminAction {
  return row(name, "public", described, run);
}
