export type { AuthorizationServer } from "./authorization-server.ts";
export { mountOAuth, type OAuthSurfaceDeps } from "./mount-oauth.ts";
export { problemPage } from "./problem-page.ts";
