import { type RestAuth, type RestLaunch, restLaunchSchema, type UserField, userFieldsSchema } from "@peta/contract";
import { z } from "zod";
import { CoreError } from "../../../errors.ts";

const invalid = (message: string): CoreError => new CoreError("input.invalid", message);

const textMap = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).transform(String)).nullish();
const authSchema = z.looseObject({
  type: z.string().nullish(),
  value: z.string().nullish(),
  header: z.string().nullish(),
  param: z.string().nullish(),
  username: z.string().nullish(),
  password: z.string().nullish(),
});
type LegacyAuth = z.output<typeof authSchema>;

const parameterSchema = z.looseObject({
  name: z.string(),
  type: z.string().nullish(),
  description: z.string().nullish(),
  required: z.boolean().nullish(),
  location: z.enum(["path", "query", "body", "header"]).nullish(),
});
const toolSchema = z.looseObject({
  name: z.string(),
  description: z.string().nullish(),
  endpoint: z.string(),
  method: z.string().nullish(),
  parameters: z.array(parameterSchema).nullish(),
  response: z.looseObject({ jsonPath: z.string().nullish(), template: z.string().nullish() }).nullish(),
});
type LegacyTool = z.output<typeof toolSchema>;

const apiSchema = z.looseObject({
  name: z.string().nullish(),
  description: z.string().nullish(),
  baseUrl: z.string(),
  headers: textMap,
  timeout: z.number().positive().nullish(),
  auth: authSchema.nullish(),
  tools: z.array(toolSchema),
});
const templateSchema = z.looseObject({ apis: z.array(z.unknown()).min(1) });
const launchConfigSchema = z.looseObject({ auth: authSchema.nullish(), headers: textMap });

/** The first API of a configTemplate. Throws input.invalid with the place that does not fit, and no value. */
function readApi(template: string | null): z.output<typeof apiSchema> {
  let value: unknown;
  try {
    value = JSON.parse(template ?? "");
  } catch {
    throw invalid("A REST API server needs a configTemplate: JSON text with apis.");
  }
  const list = templateSchema.safeParse(value);
  if (!list.success) throw invalid("The configTemplate of a REST API server has a list apis with one API at least.");
  if (list.data.apis.length > 1)
    throw invalid("The configTemplate names more than one API. Register one server for each.");
  const parsed = apiSchema.safeParse(list.data.apis[0]);
  if (parsed.success) return parsed.data;
  throw invalid(`The configTemplate does not fit at apis.0.${parsed.error.issues[0]?.path.join(".") ?? ""}.`);
}

/**
 * A REST API of the legacy product as ours: the definition from the configTemplate, and how to sign in from the
 * decrypted launch configuration. Throws input.invalid, which repeats no value.
 * @param isPerUser each user signs in with values of their own, so that nothing is sent for everybody
 */
export function readRestLaunch(configText: string, template: string | null, isPerUser: boolean): RestLaunch {
  const api = readApi(template);
  let config: z.output<typeof launchConfigSchema>;
  try {
    config = launchConfigSchema.parse(JSON.parse(configText));
  } catch {
    throw invalid("The launch configuration of a REST API server is a JSON object with auth, or empty of it.");
  }
  const timeoutMs = api.timeout == null ? undefined : api.timeout >= 1_000 ? api.timeout : api.timeout * 1_000;
  const parsed = restLaunchSchema.safeParse({
    transport: "rest",
    definition: {
      ...(api.name && { title: api.name }),
      ...(api.description && { description: api.description }),
      baseUrl: api.baseUrl,
      ...(timeoutMs !== undefined && {
        budget: { timeoutMs: Math.min(Math.max(Math.round(timeoutMs), 100), 600_000) },
      }),
      tools: api.tools.map(toTool),
    },
    auth: isPerUser ? { kind: "none" } : toAuth(config.auth ?? api.auth ?? null),
    headers: { ...api.headers, ...config.headers },
  });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  // Of the configuration's own part only the place: its values are secrets.
  throw invalid(
    `The configTemplate cannot be used at ${issue?.path.join(".") ?? "its top"}${issue?.path[0] === "definition" ? `: ${issue.message}` : ""}.`,
  );
}

/** Where each user's own credential goes. Throws input.invalid for the query, where it would end up in logs. */
export function restUserFields(template: string | null): UserField[] {
  const { type, header } = readApi(template).auth ?? {};
  if (type === "query_param")
    throw invalid(
      "Values of users in the URL (query_param) are not available: they would end up in logs. Use a header.",
    );
  if (type !== "bearer" && type !== "basic" && !(type === "header" && header))
    throw invalid("The configTemplate does not say how users sign in: auth of the type bearer, basic or header.");
  return userFieldsSchema.parse([
    {
      key: "credential",
      label: type === "header" ? header : "Authorization",
      secret: true,
      placement: {
        in: "header",
        name: type === "header" ? header : "Authorization",
        ...(type === "bearer" && { prefix: "Bearer " }),
      },
    },
  ]);
}

function toAuth(auth: LegacyAuth | null): RestAuth {
  const { type, value } = auth ?? {};
  if (!type || type === "none") return { kind: "none" };
  if (type === "bearer" && value) return { kind: "bearer", token: value };
  if (type === "basic") return { kind: "basic", username: auth?.username ?? "", password: auth?.password ?? "" };
  if (type === "header" && auth?.header && value) return { kind: "apiKey", in: "header", name: auth.header, value };
  if (type === "query_param" && auth?.param && value) return { kind: "apiKey", in: "query", name: auth.param, value };
  throw invalid("The auth of a REST API is bearer, basic, header or query_param, each with its values.");
}

function toTool({ name, description, endpoint, method, parameters, response }: LegacyTool): unknown {
  if (response?.template)
    throw invalid(
      `The tool "${name}" writes its answer by a template, which is not available. Say with jsonPath what of it is wanted.`,
    );
  const all = parameters ?? [];
  const verb = (method ?? "GET").toUpperCase();
  const placeOf = (one: z.output<typeof parameterSchema>): string =>
    one.location ??
    (endpoint.includes(`{${one.name}}`) ? "path" : verb === "GET" || verb === "DELETE" ? "query" : "body");
  return {
    name,
    ...(description && { description }),
    method: verb,
    // `/pets/:id`, as some templates wrote it.
    path: endpoint.replace(/\/:([A-Za-z_]\w*)/g, "/{$1}"),
    parameters: all.map((one) => ({
      name: one.name,
      in: placeOf(one),
      required: one.required === true,
      ...(one.description && { description: one.description }),
      schema: one.type ? { type: one.type } : {},
    })),
    ...(response?.jsonPath && { response: { select: response.jsonPath } }),
  };
}
