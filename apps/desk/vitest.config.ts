import { preset } from "@peta/config/vitest";

export default preset;
