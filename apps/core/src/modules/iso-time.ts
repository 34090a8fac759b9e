/** The last moment of year 9999: later ones have another notation, which the database does not read. */
export const LAST_MOMENT = 253_402_300_799_999;

/** A moment (milliseconds since 1970) as ISO 8601 text in UTC, as every wire shows it. */
export const iso = (at: number): string => new Date(at).toISOString();

export const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at));
