export * from "./auth.ts";
export * from "./definition.ts";
export * from "./launch.ts";
export * from "./openapi.ts";
