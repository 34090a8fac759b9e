import type { Adapter } from "oidc-provider";

/** The part of the library's storage interface that a model uses; the rest refuses. */
export type PartialAdapter = Pick<Adapter, "find"> & Partial<Adapter>;
