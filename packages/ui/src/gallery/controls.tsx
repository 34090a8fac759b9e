"use client";

import { Globe, Plus, Search, Server, Terminal, Trash2 } from "lucide-react";
import { useState } from "react";
import { CheckList } from "../forms/check-list.tsx";
import { FieldGroup } from "../forms/field-group.tsx";
import { KeyValueEditor } from "../forms/key-value-editor.tsx";
import type { KeyValue } from "../forms/key-values.ts";
import { PasswordInput } from "../forms/password-input.tsx";
import { RadioCards } from "../forms/radio-cards.tsx";
import { Button } from "../primitives/button.tsx";
import { Checkbox } from "../primitives/checkbox.tsx";
import { CopyButton } from "../primitives/copy-button.tsx";
import { Field } from "../primitives/field.tsx";
import { FormActions } from "../primitives/form-actions.tsx";
import { IconButton } from "../primitives/icon-button.tsx";
import { FileButton } from "../primitives/file-button.tsx";
import { Input } from "../primitives/input.tsx";
import { Select } from "../primitives/select.tsx";
import { Switch } from "../primitives/switch.tsx";
import { Textarea } from "../primitives/textarea.tsx";
import { ThemeToggle } from "../theme/theme-toggle.tsx";
import { Chapter, Pair, Row, Specimen } from "./specimen.tsx";

const operations = [
  { value: "listPets", label: "listPets", detail: "GET /pets" },
  { value: "addPet", label: "addPet", detail: "POST /pets" },
  { value: "uploadPhoto", label: "uploadPhoto", detail: "Multipart bodies cannot be sent.", disabled: true },
];
const variants = ["primary", "secondary", "ghost", "danger", "danger-outline"] as const;

/** Buttons and form controls. */
export function Controls() {
  const [fileName, setFileName] = useState("");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(["listPets"]));
  const [isOn, setOn] = useState(true);
  const [transport, setTransport] = useState<"stdio" | "http">("stdio");
  const [rows, setRows] = useState<KeyValue[]>([
    { key: "GITHUB_TOKEN", value: "not-a-real-token" },
    { key: "LOG_LEVEL", value: "" },
    { key: "GITHUB_TOKEN", value: "twice" },
  ]);
  return (
    <Chapter id="controls" title="Buttons and forms">
      <Specimen name="Button" className="grid gap-3">
        {(["sm", "md", "lg"] as const).map((size) => (
          <Row key={size}>
            {variants.map((variant) => (
              <Button key={variant} variant={variant} size={size}>
                {variant === "danger" ? "Remove server" : "Add server"}
              </Button>
            ))}
          </Row>
        ))}
        <Row>
          <Button variant="primary" icon={<Plus aria-hidden />}>
            Add server
          </Button>
          <Button variant="primary" busy>
            Saving
          </Button>
          <Button disabled>Not now</Button>
          <Button variant="danger-outline" icon={<Trash2 aria-hidden />}>
            Revoke
          </Button>
          <IconButton label="Remove" icon={<Trash2 aria-hidden />} />
          <IconButton label="Add" variant="secondary" icon={<Plus aria-hidden />} />
          <CopyButton text="github::create_issue" label="Copy name" />
          <CopyButton text="github::create_issue" label="Copy name" showLabel />
        </Row>
      </Specimen>
      <Pair>
        <Specimen name="Field, Input, Select, Textarea" className="grid gap-4">
          <Field label="Server id" hint="Lower-case letters, digits and hyphens.">
            <Input mono defaultValue="github" />
          </Field>
          <Field label="Address" error="Nothing answers at this address. Check the port." required={false}>
            <Input mono defaultValue="http://127.0.0.1:9000/mcp" />
          </Field>
          <Field label="Find" hideLabel>
            <Input type="search" placeholder="Search servers" leading={<Search aria-hidden />} />
          </Field>
          <Field label="Password" aside="12 characters at least">
            <PasswordInput autoComplete="off" defaultValue="correct horse" />
          </Field>
          <Field label="Role">
            <Select
              defaultValue="user"
              options={[
                { value: "admin", label: "Administrator" },
                { value: "user", label: "User" },
              ]}
            />
          </Field>
          <Field label="Reason">
            <Textarea placeholder="Why it was rejected" />
          </Field>
          <Field label="Read only">
            <Input readOnly defaultValue="cannot be changed" />
          </Field>
        </Specimen>
        <div className="grid content-start gap-6">
          <Specimen name="Switch, Checkbox" className="grid gap-3">
            <Field label="Enabled" hint="Agents see it at once." layout="inline">
              <Switch checked={isOn} onCheckedChange={setOn} />
            </Field>
            <Field label="On its way to Core" layout="inline">
              <Switch checked busy />
            </Field>
            <Field label="Disabled" layout="inline">
              <Switch disabled />
            </Field>
            <Row className="gap-5">
              <Field label="Tools" layout="inline">
                <Checkbox defaultChecked />
              </Field>
              <Field label="Prompts" layout="inline">
                <Checkbox checked="indeterminate" />
              </Field>
              <Field label="Resources" layout="inline">
                <Checkbox />
              </Field>
            </Row>
          </Specimen>
          <Specimen name="RadioCards">
            <RadioCards
              label="How is it reached?"
              value={transport}
              onValueChange={setTransport}
              options={[
                {
                  value: "stdio",
                  label: "Program",
                  icon: <Terminal aria-hidden />,
                  description: "Started by Core on this machine.",
                },
                {
                  value: "http",
                  label: "Address",
                  icon: <Globe aria-hidden />,
                  description: "Streamable HTTP, here or elsewhere.",
                },
              ]}
            />
          </Specimen>
          <Specimen name="FileButton">
            <Row>
              <FileButton onFile={(file) => setFileName(file.name)}>Choose a file</FileButton> {fileName}
            </Row>
            <Row>
              <FileButton onFile={() => undefined} error="The file has 9.0 MB; 3.0 MB at most.">
                Choose a large file
              </FileButton>
            </Row>
          </Specimen>
          <Specimen name="CheckList">
            <CheckList
              label="Operations"
              hint="Each becomes a tool."
              items={operations}
              chosen={chosen}
              onChange={setChosen}
            />
          </Specimen>
          <Specimen name="ThemeToggle">
            <Row>
              <ThemeToggle variant="segments" />
              <ThemeToggle />
            </Row>
          </Specimen>
          <Specimen name="KeyValueEditor">
            <KeyValueEditor
              label="Environment variables"
              hint="Values are sealed when saved and never shown again."
              keyPlaceholder="NAME"
              storedKeys={["LOG_LEVEL"]}
              rows={rows}
              onChange={setRows}
            />
          </Specimen>
          <Specimen name="FieldGroup, FormActions">
            <FieldGroup legend="Limits" description="Per agent and minute.">
              <Field label="Calls">
                <Input inputMode="numeric" defaultValue="60" leading={<Server aria-hidden />} />
              </Field>
              <FormActions
                error="The limit could not be saved: another administrator changed it."
                aside="Saved 2 minutes ago"
              >
                <Button>Cancel</Button>
                <Button variant="primary">Save</Button>
              </FormActions>
            </FieldGroup>
          </Specimen>
        </div>
      </Pair>
    </Chapter>
  );
}
