"use client";

import { Field } from "../../primitives/field.tsx";
import { Input } from "../../primitives/input.tsx";
import { rangeSizeText, readIpRange } from "./ip-range.ts";

export interface IpRangeInputProps {
  label?: string;
  value: string;
  onChange: (text: string) => void;
  /** What Core, or the form, finds wrong; before it only what was typed is judged. */
  error?: string | undefined;
  className?: string;
}

/** An address or range (IPv4, IPv6, CIDR) with what it holds in words; a mistake shows while it is typed. */
export function IpRangeInput({ label = "Address or range", value, onChange, error, className }: IpRangeInputProps) {
  const range = readIpRange(value);
  // A beginning is no mistake yet.
  const isTyping = value.trim() === "" || /^[\da-f.:]{0,6}$/i.test(value.trim());
  const problem = error ?? (range.ok || isTyping ? undefined : range.problem);
  return (
    <Field
      label={label}
      required
      error={problem}
      hint={
        range.ok
          ? `${rangeSizeText(range)}${range.text === value.trim() ? "" : `, kept as ${range.text}`}`
          : "192.0.2.7, 192.0.2.0/24, 2001:db8::/32"
      }
      className={className}
    >
      <Input
        mono
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </Field>
  );
}
