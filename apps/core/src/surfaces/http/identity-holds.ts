/** A body may arrive long after its headers: after this, its sender is looked up again (A7). */
export const IDENTITY_HOLDS_MS = 100;
