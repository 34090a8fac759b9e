import { z } from "zod";

/** A name that models and their interfaces take for a tool. */
export const restToolNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, "a tool's name is 1 to 64 letters, digits, _ or -");
const argumentNameSchema = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,64}$/, "an argument's name is 1 to 64 letters, digits, _, . or -")
  // Every object has it: where nothing was given, something would be found (A30).
  .refine((name) => !(name in Object.prototype), "this word cannot be the name of an argument");
const textSchema = z.string().max(20_000);
/** JSON Schema of one argument. */
const schemaSchema = z.record(z.string(), z.unknown());
export const restMethodSchema = z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]);
export type RestMethod = z.infer<typeof restMethodSchema>;

/** How a list or an object stands in a query: `a=1&a=2`, `a=1,2`, `a=1%202`, `a=1|2`, `a[x]=1`, or as JSON. */
const styleSchema = z.enum(["repeat", "comma", "space", "pipe", "deep", "json"]);

/** One value of a request: where it goes. It is put there encoded, and can never become anything else (A46). */
export const restParameterSchema = z.strictObject({
  /** The tool's argument. */
  name: argumentNameSchema,
  /** What the API calls it; the same when not said. */
  as: z.string().min(1).max(256).optional(),
  in: z.enum(["path", "query", "header", "body"]),
  description: textSchema.optional(),
  /** Always of a parameter of the path. */
  required: z.boolean().optional(),
  schema: schemaSchema.default({ type: "string" }),
  /** In the query; `repeat` when not said. */
  style: styleSchema.optional(),
  /** Always this value: no argument of the tool. Everybody sees it, so it is no place for a secret. */
  value: z.union([z.string().max(4_096), z.number(), z.boolean()]).optional(),
});
export type RestParameter = z.infer<typeof restParameterSchema>;

/** What a request carries. Without `argument`, it is made of the parameters that are in the body. */
const bodySchema = z.strictObject({
  type: z.enum(["json", "form", "text"]).default("json"),
  /** The argument that is the whole body. */
  argument: argumentNameSchema.optional(),
  description: textSchema.optional(),
  required: z.boolean().default(false),
  schema: schemaSchema.default({}),
});

/** A place in a JSON document: a JSON pointer (RFC 6901), or a JSONPath of names, indexes and `[*]` (RFC 9535). */
const selectorSchema = z.string().min(1).max(500);
const wireNameSchema = z.string().min(1).max(256);
const sizeSchema = z.number().int().min(1).max(10_000);

/** How further pages are asked for. Core goes on until a page is empty, nothing follows, or a bound is reached. */
const pages = {
  /** Where the entries are in each page; the page itself when not said. */
  items: selectorSchema.optional(),
  maxPages: z.number().int().min(1).max(100).default(10),
};
export const restPaginationSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("page"),
    parameter: wireNameSchema,
    first: z.number().int().min(0).max(1).default(1),
    sizeParameter: wireNameSchema.optional(),
    size: sizeSchema.optional(),
    ...pages,
  }),
  z.strictObject({
    kind: z.literal("offset"),
    parameter: wireNameSchema,
    sizeParameter: wireNameSchema.optional(),
    size: sizeSchema,
    ...pages,
  }),
  z.strictObject({
    kind: z.literal("cursor"),
    parameter: wireNameSchema,
    /** Where a page says how to ask for the next one. */
    next: selectorSchema,
    ...pages,
  }),
  /** A link to the next page, on the API's own origin: the header `Link` with `rel="next"` (RFC 8288). */
  z.strictObject({
    kind: z.literal("link"),
    /** Where a page itself holds the link, in place of the header. */
    next: selectorSchema.optional(),
    ...pages,
  }),
]);
export type RestPagination = z.infer<typeof restPaginationSchema>;

/** What of an answer the tool gives back. */
const responseSchema = z.strictObject({
  select: selectorSchema.optional(),
  /** Members of each entry that are kept: `id`, `owner.name`. */
  fields: z.array(z.string().min(1).max(200)).min(1).max(100).optional(),
});

/** Bounds for one call of a tool, all its pages together. */
export const restBudgetSchema = z.strictObject({
  timeoutMs: z.number().int().min(100).max(600_000).optional(),
  maxBytes: z.number().int().min(1_000).max(33_554_432).optional(),
  maxItems: z.number().int().min(1).max(100_000).optional(),
});

export const restToolSchema = z.strictObject({
  name: restToolNameSchema,
  title: z.string().min(1).max(200).optional(),
  description: textSchema.optional(),
  method: restMethodSchema,
  /** Behind the base URL, with `{name}` for each parameter of the path. */
  path: z
    .string()
    .max(2_048)
    .regex(/^\/[^?#\s\\]*$/, "a path begins with / and holds no ?, #, \\ or blank"),
  parameters: z.array(restParameterSchema).max(100).default([]),
  body: bodySchema.optional(),
  response: responseSchema.optional(),
  pagination: restPaginationSchema.optional(),
  budget: restBudgetSchema.optional(),
  /** MCP's hints about the tool. From the method when not said; they never relax a rule. */
  hints: z
    .strictObject({
      readOnly: z.boolean().optional(),
      destructive: z.boolean().optional(),
      idempotent: z.boolean().optional(),
    })
    .optional(),
});
export type RestTool = z.infer<typeof restToolSchema>;

export const MAX_REST_TOOLS = 500;
/** Characters of a whole definition as JSON. */
const MAX_REST_DEFINITION = 2_000_000;

/** With the places around it, no schema of an argument is deeper than what Core keeps of a tool (A34). */
const MAX_DEPTH = 48;
const isWithinDepth = (value: unknown, depth: number): boolean =>
  typeof value !== "object" ||
  value === null ||
  (depth > 0 && Object.values(value).every((member) => isWithinDepth(member, depth - 1)));

/** A REST API as a set of tools. It holds no secret, so it can be shown, kept in a repository and passed on. */
export const restDefinitionSchema = z
  .strictObject({
    title: z.string().min(1).max(200).optional(),
    version: z.string().max(100).optional(),
    /** Told to clients as the server's instructions. */
    description: textSchema.optional(),
    baseUrl: z
      .url({ protocol: /^https?$/, error: "the base URL must start with http:// or https://" })
      .max(2_048)
      .regex(/^[^?#]*$/, "the base URL has no query and no fragment"),
    /** Asked for with GET when Core connects: anything but a success is a failure. Without it, any answer will do. */
    probe: z
      .string()
      .max(2_048)
      .regex(/^\/[^#\s\\]*$/, "a path begins with /")
      .optional(),
    budget: restBudgetSchema.optional(),
    /** Requests to the API, pages included, that Core makes in a minute. */
    requestsPerMinute: z.number().int().min(1).max(100_000).optional(),
    tools: z.array(restToolSchema).min(1, "name at least one tool").max(MAX_REST_TOOLS),
  })
  .refine((definition) => isWithinDepth(definition, MAX_DEPTH), "the definition is nested too deep")
  .refine((definition) => JSON.stringify(definition).length <= MAX_REST_DEFINITION, "the definition is too large");
export type RestDefinition = z.infer<typeof restDefinitionSchema>;
