import { z } from "zod";

const absolutePathSchema = z
  .string()
  .max(4096)
  .regex(/^\/[^\0]*$/, "a path must be absolute: give the whole of it, beginning with /");

const allowedHostSchema = z
  .string()
  .max(260)
  .regex(
    /^(?:(?:\*\.)?[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|[0-9a-fA-F:]*::[0-9a-fA-F:]*)(?::\d{1,5})?$/,
    "a host is a name, perhaps with *. in front or a port behind: api.example.com, *.example.com, db.example.com:5432",
  );

/**
 * What a server's program may reach of the machine that Core runs on. It sees the system's programs and libraries
 * read-only, a temporary directory of its own as home, and the paths named here; nothing else.
 */
export const sandboxSchema = z.object({
  /** Refuse to start the server where this machine cannot keep it apart. Else it then starts without, and says so. */
  required: z.boolean().default(true),
  /**
   * `none`: it reaches nothing, not even this machine. `allowed`: the hosts of the list, through a proxy of Core's that
   * programs find by HTTP_PROXY and HTTPS_PROXY. `host`: whatever Core's own account reaches.
   */
  network: z.enum(["none", "allowed", "host"]).default("none"),
  /** `api.example.com`, `*.example.com`, `db.example.com:5432`; without a port, 80 and 443. */
  allowedHosts: z.array(allowedHostSchema).max(64).default([]),
  readablePaths: z.array(absolutePathSchema).max(32).default([]),
  writablePaths: z.array(absolutePathSchema).max(32).default([]),
  /** Memory that each of its processes may reserve to write to, in MiB. A program in Node reserves about 580 as it starts. */
  memoryMb: z.int().min(64).max(1_048_576).optional(),
  /** Processor time of each of its processes from its start on, in seconds; then it is ended. */
  cpuSeconds: z.int().min(1).max(31_536_000).optional(),
  /** Processes and threads at a time. A program in Node needs about a dozen. */
  maxProcesses: z.int().min(1).max(65_536).optional(),
});
export type Sandbox = z.infer<typeof sandboxSchema>;

/** What was asked for, and what this machine gives. */
export const sandboxReportSchema = z.object({
  /** Null: no sandbox is asked for. */
  requested: sandboxSchema.nullable(),
  inForce: z.object({
    /** `isolated`: a read-only system, an own temporary directory, the named paths. `host`: everything Core's account may. */
    files: z.enum(["isolated", "host"]),
    network: z.enum(["none", "allowed", "host"]),
    /** Whether it sees and can signal processes beside its own. */
    processes: z.enum(["isolated", "host"]),
    /** The limits that hold, in words: `memory 512 MiB`. */
    limits: z.array(z.string()),
  }),
  /** Why it is so, with the next step where something is missing. */
  why: z.string(),
});
export type SandboxReport = z.infer<typeof sandboxReportSchema>;
