import type { ServerDefinition, TemplateField } from "@peta/contract";
import { joinCommandLine } from "../servers/launch-draft.ts";

/** Exactly what a definition would start or reach, before its fields are filled. */
export function launchText({ launch }: Pick<ServerDefinition, "launch">): string {
  switch (launch.transport) {
    case "stdio":
      return joinCommandLine([launch.command, ...launch.args]);
    case "rest":
      return launch.definition.baseUrl;
    case "skills":
      return `${launch.packageId}, version ${launch.version}`;
    default:
      return launch.url;
  }
}

/** What goes along beside the line or address: names only, for a value may be a secret. */
export function namesOf({ launch }: Pick<ServerDefinition, "launch">): { term: string; names: readonly string[] }[] {
  const all =
    launch.transport === "stdio"
      ? [{ term: "Variables that are set", names: Object.keys(launch.env) }]
      : launch.transport === "skills"
        ? []
        : [
            { term: "Headers that are set", names: Object.keys(launch.headers) },
            { term: "Query parameters that are set", names: Object.keys(launch.query ?? {}) },
          ];
  return all.filter(({ names }) => names.length > 0);
}

const placeWords = ({ placement }: Pick<TemplateField, "placement">): string => {
  switch (placement.in) {
    case "env":
      return `the variable ${placement.name}`;
    case "header":
      return `the header ${placement.name}`;
    default:
      return placement.flag ? `the argument ${placement.flag}` : "an argument of its own";
  }
};

/** The fields that are filled when the server is added, each saying where its value goes. */
export const ownFields = ({ fields }: Pick<ServerDefinition, "fields">) =>
  fields
    .filter(({ filledBy }) => filledBy === "administrator")
    .map((field) => ({ ...field, help: [field.help, `Goes into ${placeWords(field)}.`].filter(Boolean).join(" ") }));

/** The fields that each user fills afterwards. */
export const userFieldsOf = ({ fields }: Pick<ServerDefinition, "fields">) =>
  fields.filter(({ filledBy }) => filledBy === "user");

/** What stands in the form before anything is typed. */
export const defaultsOf = ({ fields }: Pick<ServerDefinition, "fields">): Record<string, string> =>
  Object.fromEntries(
    fields.flatMap(({ key, defaultValue }) => (defaultValue === undefined ? [] : [[key, defaultValue]])),
  );
