import type { ReactNode } from "react";
import { cn } from "../../lib/cn.ts";
import { Badge } from "../../primitives/badge.tsx";
import { JsonView } from "../json/json-view.tsx";
import { TextValue } from "../text-value.tsx";
import { type SchemaField, schemaFields } from "./schema-fields.ts";

export interface ArgumentListProps {
  /** What will be sent. */
  value: Readonly<Record<string, unknown>>;
  /** The tool's input schema, for descriptions and types. */
  schema?: unknown;
  /** The name of the list: "Arguments". */
  label: string;
  className?: string;
}

/** Every argument of a call beside what the tool's schema says about it. Nothing is left out; what folds says so. */
export function ArgumentList({ value, schema, label, className }: ArgumentListProps) {
  const fields = schemaFields(schema);
  const known = new Set(fields.map(({ name }) => name));
  const sent = fields.filter(({ name }) => Object.hasOwn(value, name));
  const others = Object.keys(value).filter((name) => !known.has(name));
  const notSent = fields.filter(({ name }) => !Object.hasOwn(value, name));
  return (
    <div className={cn("min-w-0 overflow-clip rounded border border-border bg-surface-1 text-13", className)}>
      {sent.length + others.length === 0 && <p className="px-3 py-2.5 text-text-muted">No arguments are sent.</p>}
      {sent.length + others.length > 0 && (
        <dl aria-label={label} className="@container m-0 divide-y divide-border">
          {sent.map((field) => (
            <Argument key={field.name} name={field.name} field={field} value={value[field.name]} />
          ))}
          {others.map((name) => (
            <Argument
              key={name}
              name={name}
              value={value[name]}
              note={known.size > 0 && <Badge tone="warning">Not in the tool's schema</Badge>}
            />
          ))}
        </dl>
      )}
      {notSent.length > 0 && (
        <p className="border-t border-border px-3 py-2 text-12 text-text-muted">
          Not sent:{" "}
          {notSent.map(({ name, isRequired }, index) => (
            <span key={name}>
              {index > 0 && ", "}
              <code>{name}</code>
              {isRequired && " (required)"}
            </span>
          ))}
        </p>
      )}
    </div>
  );
}

function Argument(props: { name: string; value: unknown; field?: SchemaField; note?: ReactNode }) {
  const { name, value, field } = props;
  return (
    <div className="grid gap-1 px-3 py-2.5 @xl:grid-cols-[minmax(8rem,14rem)_minmax(0,1fr)] @xl:gap-4">
      <dt className="min-w-0">
        <span className="flex flex-wrap items-baseline gap-x-2">
          <code className="font-medium break-all text-text">{name}</code>
          {field && <span className="text-12 text-text-muted">{field.typeWords}</span>}
        </span>
        {field?.description && <span className="block text-12 text-text-muted">{field.description}</span>}
        {props.note}
      </dt>
      <dd className="m-0 min-w-0 font-mono text-12 leading-5">
        <ArgumentValue name={name} value={value} />
      </dd>
    </div>
  );
}

function ArgumentValue({ name, value }: { name: string; value: unknown }) {
  if (typeof value === "string") return <TextValue text={value} />;
  if (typeof value === "number") return <span className="text-info">{String(value)}</span>;
  if (typeof value === "boolean") return <span className="text-accent">{String(value)}</span>;
  if (value === null || value === undefined) return <span className="text-text-muted">null</span>;
  return <JsonView label={name} value={value} toolbar={false} expandDepth={3} />;
}
