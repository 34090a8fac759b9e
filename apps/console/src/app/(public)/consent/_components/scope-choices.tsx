import type { OAuthConsent } from "@peta/contract";
import { Checkbox, Field } from "@peta/ui";

export interface ScopeChoicesProps {
  consent: OAuthConsent;
  chosen: readonly string[];
  onChange: (scopes: string[]) => void;
  disabled: boolean;
}

/** What the application asks for, in words; one may leave some of it away. */
export function ScopeChoices({ consent, chosen, onChange, disabled }: ScopeChoicesProps) {
  const [only] = consent.scopes;
  const isOne = consent.scopes.length === 1 && only;
  const toggle = (scope: string, isWanted: boolean) =>
    onChange(consent.scopes.map((one) => one.scope).filter((one) => (one === scope ? isWanted : chosen.includes(one))));
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-2 text-13 font-medium text-text">
        It may {isOne ? "do this, with your own permissions" : "do what you leave ticked, with your own permissions"}
      </legend>
      {isOne ? (
        <p className="text-13 text-text">{only.description}.</p>
      ) : (
        consent.scopes.map(({ scope, description }) => (
          <Field key={scope} label={description} layout="inline">
            <Checkbox
              checked={chosen.includes(scope)}
              disabled={disabled}
              onCheckedChange={(checked) => toggle(scope, checked === true)}
            />
          </Field>
        ))
      )}
    </fieldset>
  );
}
