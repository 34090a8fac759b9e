import { TextValue } from "../text-value.tsx";

/** A JSON value as text on one side of a difference: texts as they are, everything else as JSON. */
export function PlainValue({ value }: { value: unknown }) {
  if (typeof value === "string") return <TextValue text={value} />;
  return <TextValue text={JSON.stringify(value, null, 2) ?? "nothing"} />;
}
