export { createSignInFlow, type SignInFlowDeps } from "./sign-in-flow.ts";
