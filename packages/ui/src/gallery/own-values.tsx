"use client";

import { useState } from "react";
import { IpRangeInput } from "../forms/ip-range/ip-range-input.tsx";
import { UserFieldsEditor } from "../forms/user-fields/user-fields-editor.tsx";
import { UserFieldsForm } from "../forms/user-fields/user-fields-form.tsx";
import type { UserValues } from "../forms/user-fields/user-fields.ts";
import { UserSwitches } from "../permissions/user-switches.tsx";
import { Card } from "../primitives/card.tsx";
import { WorkspaceSwitcher } from "../shell/workspace-switcher.tsx";
import { sampleFields, sampleSwitches } from "./sample-approvals.ts";
import { Chapter, Pair, Row, Specimen } from "./specimen.tsx";

/** What people set for themselves, and what is set around them. */
export function OwnValues() {
  const [fields, setFields] = useState(sampleFields);
  const [values, setValues] = useState<UserValues>({ region: "eu" });
  const [range, setRange] = useState("192.0.2.0/24");
  return (
    <Chapter id="own-values" title="Own values, clients and network">
      <Pair>
        <Specimen name="UserFieldsEditor">
          <UserFieldsEditor
            fields={fields}
            onChange={setFields}
            placements={["env", "header", "argument"]}
            errors={{ "0.placement.name": "Not a header's name." }}
          />
        </Specimen>
        <Specimen name="UserFieldsForm" className="grid gap-4">
          <Card>
            <UserFieldsForm
              fields={fields}
              values={values}
              onChange={setValues}
              storedSecrets={["apiKey"]}
              errors={{ region: "Choose one of the list." }}
            />
          </Card>
          <Row>
            <WorkspaceSwitcher
              workspaces={[
                { slug: "default", name: "Default workspace", role: "owner", isCurrent: true },
                { slug: "research", name: "Research", role: "admin", isCurrent: false },
              ]}
              onSwitch={() => undefined}
              onCreate={() => undefined}
            />
            <span className="font-mono text-12 text-text-muted">WorkspaceSwitcher</span>
          </Row>
          <IpRangeInput value={range} onChange={setRange} />
          <IpRangeInput label="A range with a mistake" value="192.0.2.7/33" onChange={() => undefined} />
        </Specimen>
      </Pair>
      <Specimen name="UserSwitches">
        <UserSwitches
          label="Switches of a client"
          groups={sampleSwitches}
          busyKeys={new Set(["notes\u0000tool:list"])}
          onSwitch={() => undefined}
          onRaise={() => undefined}
        />
      </Specimen>
    </Chapter>
  );
}
