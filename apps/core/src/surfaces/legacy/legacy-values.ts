import type { LegacyConfigureServer, UserField } from "@peta/contract";
import { CoreError } from "../../errors.ts";

/** A value in a legacy shape: what it is called there, and where it was meant to go. */
interface Named {
  as: string;
  value: string;
  /** Null: the shape does not say. */
  placement: "env" | "header" | null;
}

const headerOf = (field: UserField): string | null =>
  field.placement.in === "header" ? field.placement.name.toLowerCase() : null;

const isMeant = (field: UserField, { as, placement }: Named): boolean => {
  if (field.key === as) return true;
  if (placement !== "header" && field.placement.in === "env" && field.placement.name === as) return true;
  return placement !== "env" && headerOf(field) === as.toLowerCase();
};

/** A field with a prefix holds what comes after it; the legacy shapes give the whole header. */
const withoutPrefix = ({ placement }: UserField, value: string): string =>
  placement.in === "header" && placement.prefix && value.startsWith(placement.prefix)
    ? value.slice(placement.prefix.length)
    : value;

function restApiValues(auth: NonNullable<LegacyConfigureServer["restfulApiAuth"]>): Named[] {
  const { type, value = "", username = "", password = "" } = auth;
  if (type === "header" && auth.header !== undefined) return [{ as: auth.header, value, placement: "header" }];
  if (type === "query_param" && auth.param !== undefined) return [{ as: auth.param, value, placement: null }];
  if (type === "bearer") return [{ as: "authorization", value: `Bearer ${value}`, placement: "header" }];
  if (type === "basic") {
    const encoded = Buffer.from(`${username}:${password}`, "utf8").toString("base64");
    return [{ as: "authorization", value: `Basic ${encoded}`, placement: "header" }];
  }
  return [];
}

const listed = (values: Record<string, string> | null | undefined, placement: Named["placement"]): Named[] =>
  Object.entries(values ?? {}).map(([as, value]) => ({ as, value, placement }));

const namedValues = (data: LegacyConfigureServer): Named[] => [
  ...(data.authConf ?? []).map(({ key, value }): Named => ({ as: key, value, placement: null })),
  ...listed(data.stdioEnv, "env"),
  ...listed(data.remoteAuth?.headers, "header"),
  ...listed(data.remoteAuth?.params, null),
  ...(data.restfulApiAuth ? restApiValues(data.restfulApiAuth) : []),
];

/**
 * The values of a server's fields out of any of the legacy shapes: a name is a field's key, or the variable or header
 * that the field is put into. Throws server.values_invalid for a name that is none of them; the message holds names,
 * never a value.
 */
export function readLegacyValues(fields: readonly UserField[], data: LegacyConfigureServer): Record<string, string> {
  const values: [string, string][] = Object.entries(data.values ?? {});
  for (const named of namedValues(data)) {
    const field = fields.find((one) => isMeant(one, named));
    if (!field) {
      const known = fields.map(({ key }) => key).join(", ");
      throw new CoreError(
        "server.values_invalid",
        `This server asks for no value "${named.as.slice(0, 64)}". It asks for: ${known || "nothing"}.`,
      );
    }
    values.push([field.key, withoutPrefix(field, named.value)]);
  }
  if (values.length === 0)
    throw new CoreError(
      "server.values_invalid",
      "No value was sent. Use `values`, or one of authConf, remoteAuth, restfulApiAuth and stdioEnv.",
    );
  return Object.fromEntries(values);
}
