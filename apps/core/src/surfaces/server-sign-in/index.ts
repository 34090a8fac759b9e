export { mountServerSignIn, type ServerSignInSurfaceDeps } from "./mount-server-sign-in.ts";
