import { principalKindSchema, roleSchema } from "@peta/contract";
import { Option } from "commander";

export type { Role } from "@peta/contract";

export const roleOption = () =>
  new Option("--role <role>", "what it may administer (default when adding: user)").choices(roleSchema.options);

export const kindOption = () =>
  new Option("--kind <kind>", "a person, or an agent with a person who answers for it")
    .choices(principalKindSchema.options)
    .makeOptionMandatory();

export const statusOption = () =>
  new Option(
    "--status <status>",
    "a disabled principal is refused at once, with every token it has, and so are its agents",
  ).choices(["active", "disabled"]);
