import { isObject, type Json } from "../../../json.ts";

const MAX_SERVERS = 20;

/**
 * The addresses that a document names, in full, with the default of each of their variables (OpenAPI 3.1, section
 * 4.8.5). Without any, the place of the document itself; none for a text that came from nowhere.
 */
export function serverUrls(document: Json, documentUrl: string | null): string[] {
  const listed = Array.isArray(document.servers) ? document.servers : [{ url: "/" }];
  return listed.slice(0, MAX_SERVERS).flatMap((server): string[] => {
    if (!isObject(server) || typeof server.url !== "string") return [];
    const variables = isObject(server.variables) ? server.variables : {};
    const text = server.url.slice(0, 2_048).replace(/\{([^{}]*)\}/g, (whole, name: string) => {
      const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
      return isObject(variable) && typeof variable.default === "string" ? variable.default : whole;
    });
    if (!URL.canParse(text, documentUrl ?? undefined)) return [];
    const { protocol, href } = new URL(text, documentUrl ?? undefined);
    return protocol === "https:" || protocol === "http:" ? [href.replace(/\/$/, "")] : [];
  });
}
