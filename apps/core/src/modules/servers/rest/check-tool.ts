import type { RestPagination, RestParameter, RestTool } from "@peta/contract";
import { CoreError } from "../../../errors.ts";
import { checkHeaderName } from "../check-headers.ts";
import { parseSelector } from "./select-value.ts";

/** Names that the launch configuration fills in itself; those of headers in lower case. */
export interface TakenNames {
  headers: readonly string[];
  query: readonly string[];
}

/** What a request says with these is Core's or the administrator's to say, never an agent's (A5). */
const NOT_FOR_ARGUMENTS =
  /^(?:authorization|proxy-.*|cookie|sec-.*|x-forwarded-.*|forwarded|x-real-ip|via|user-agent)$/i;

/** What the API calls a parameter. */
export const wireName = ({ name, as }: Pick<RestParameter, "name" | "as">): string => as ?? name;

/** Names in braces, in the order of the path. */
const placeholdersOf = (path: string): string[] => [...path.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? "");

/** Throws CoreError server.launch_refused where a tool could not be turned into exactly one request. */
export function checkTool(tool: RestTool, taken: TakenNames): void {
  const refuse = (problem: string): never => {
    throw new CoreError("server.launch_refused", `The tool "${tool.name}": ${problem}`);
  };
  checkPath(tool, refuse);
  const seen = new Set<string>();
  const argumentNames = [
    ...tool.parameters.filter(({ value }) => value === undefined).map(({ name }) => name),
    ...(tool.body?.argument === undefined ? [] : [tool.body.argument]),
  ];
  for (const [index, name] of argumentNames.entries())
    if (argumentNames.indexOf(name) !== index)
      refuse(`two arguments are called "${name}". Name one of them otherwise, with "as".`);
  for (const parameter of tool.parameters) {
    const place = `${parameter.in} ${parameter.in === "header" ? wireName(parameter).toLowerCase() : wireName(parameter)}`;
    if (seen.has(place)) refuse(`two parameters go into the ${place}.`);
    seen.add(place);
    if (parameter.in === "header") checkHeader(wireName(parameter), taken, refuse);
    if (parameter.in === "query" && taken.query.includes(wireName(parameter)))
      refuse(`the query parameter ${wireName(parameter)} is set for every request already.`);
  }
  checkBody(tool, refuse);
  checkSelector(tool.response?.select, refuse);
  if (tool.pagination && tool.response?.select !== undefined)
    refuse("it has pages: say with items of the pagination where their entries are, and leave select away.");
  if (tool.pagination) checkPagination(tool.pagination, seen, taken, refuse);
}

type Refuse = (problem: string) => never;

function checkPath({ path, parameters }: RestTool, refuse: Refuse): void {
  const named = placeholdersOf(path);
  if (/[{}]/.test(path.replace(/\{[^{}]+\}/g, ""))) refuse(`the path ${path} has a brace without its other one.`);
  // What a server makes of them is not what is read here.
  if (path.split("/").some((segment) => /^(?:\.|%2e){1,2}$/i.test(segment)))
    refuse(`the path ${path} holds a segment of dots.`);
  const given = parameters.filter((parameter) => parameter.in === "path").map(wireName);
  const missing = named.find((name) => !given.includes(name));
  if (missing !== undefined) refuse(`the path has {${missing}}, and there is no parameter for it.`);
  const unused = given.find((name) => !named.includes(name));
  if (unused !== undefined) refuse(`the parameter ${unused} is in the path, and the path has no {${unused}}.`);
}

function checkHeader(name: string, taken: TakenNames, refuse: Refuse): void {
  try {
    checkHeaderName(name);
  } catch (error) {
    refuse(error instanceof CoreError ? error.message : "a header cannot be used.");
  }
  if (NOT_FOR_ARGUMENTS.test(name))
    refuse(
      `the header ${name} is not for arguments: it speaks for Core and not for an agent. Set it in the configuration.`,
    );
  if (taken.headers.includes(name.toLowerCase())) refuse(`the header ${name} is set for every request already.`);
}

function checkBody({ method, parameters, body }: RestTool, refuse: Refuse): void {
  const parts = parameters.filter((parameter) => parameter.in === "body");
  const hasBody = parts.length > 0 || body !== undefined;
  if (hasBody && (method === "GET" || method === "HEAD")) refuse(`a ${method} request has no body.`);
  if (body?.argument !== undefined && parts.length > 0)
    refuse("its body is one argument and made of parameters. Choose one of the two.");
  if (body?.type === "text" && body.argument === undefined) refuse("a body of text needs the argument that it is.");
}

function checkSelector(text: string | undefined, refuse: Refuse): void {
  if (text !== undefined && !parseSelector(text))
    refuse(
      `${JSON.stringify(text)} names no place in an answer. Write a JSON pointer (/data/items) or a path ($.data[*].id).`,
    );
}

function checkPagination(
  pagination: RestPagination,
  seen: ReadonlySet<string>,
  taken: TakenNames,
  refuse: Refuse,
): void {
  checkSelector(pagination.items, refuse);
  if ("next" in pagination) checkSelector(pagination.next, refuse);
  if (pagination.kind === "link") return;
  const names = [pagination.parameter, "sizeParameter" in pagination ? pagination.sizeParameter : undefined];
  for (const name of names.filter((one) => one !== undefined)) {
    if (seen.has(`query ${name}`) || taken.query.includes(name))
      refuse(`Core sets the query parameter ${name} itself, to ask for the pages. Leave it out of the parameters.`);
  }
}
