import type { ServerDefinition, TemplateField } from "@peta/contract";
import { CoreError } from "../../errors.ts";
import { checkLaunch } from "../servers/check-launch.ts";
import { isSecretName } from "../servers/launch-view.ts";
import type { ServerLimits } from "../servers/server-limits.ts";
import { checkUserFields } from "../servers/user-values/check-user-fields.ts";
import { compilePattern } from "./match-pattern.ts";

type Limits = Pick<ServerLimits, "allowedPrograms" | "protectedDirectory">;

const refuse = (message: string): CoreError => new CoreError("server.launch_refused", message);

/**
 * Checks that a definition can become a server, whatever its fields are filled with: the launch itself, the places that
 * values go to (A46), patterns and defaults. Throws server.launch_refused.
 */
export function checkDefinition({ launch, fields }: ServerDefinition, limits: Limits): void {
  checkLaunch(launch, limits);
  if (fields.length > 0) checkUserFields(launch, fields, limits);
  for (const field of fields) checkField(field);
}

function checkField({ key, pattern, secret, placement, filledBy }: TemplateField): void {
  if (pattern !== undefined && compilePattern(pattern) === null)
    throw refuse(
      `The pattern of "${key}" is not one: use characters, classes in brackets, and ? * + {n,m}; no groups, no alternatives.`,
    );
  const isShownArgument =
    placement.in === "argument" && (placement.flag === undefined || !isSecretName(placement.flag.replace(/^-+/, "")));
  if (secret && filledBy === "administrator" && isShownArgument)
    throw refuse(
      `The field "${key}" is a secret and goes into an argument, where other programs of the machine and every administrator can read it. Place it in the environment.`,
    );
}

/** A template is passed on: what looks like a credential must be a field of it. Throws server.launch_refused. */
export function requireNoSecret({ launch }: ServerDefinition): void {
  if (launch.transport === "rest" || launch.transport === "skills")
    throw refuse("A template is a program to start or a URL to reach. Servers of this kind are added as they are.");
  const named = launch.transport === "stdio" ? launch.env : { ...launch.headers, ...launch.query };
  const [name] = Object.entries(named).find(([key, value]) => value !== "" && isSecretName(key)) ?? [];
  if (name !== undefined)
    throw refuse(`"${name}" looks like a credential. A template holds none: make it a field, and take its value away.`);
  if (launch.transport !== "stdio" && launch.tls?.privateKey !== undefined)
    throw refuse("A template holds no private key.");
}
