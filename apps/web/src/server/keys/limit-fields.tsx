import type { ReactElement } from 'react';
import { serverText } from '../../text/en/server.ts';
import { Field, Input, inputLook } from '../../ui/field.tsx';
import { lifetimes, limitNames, type KeyLimits } from './limits.ts';

const said = serverText.keys.limits;

/** What a key may do in a time, and when it ends; read by `readLimits` and `readExpiry`. */
export function LimitFields({ limits, isChange = false }: { limits?: KeyLimits; isChange?: boolean }): ReactElement {
  return (
    <details open={isChange} className="rounded-lg border border-line px-3 py-2">
      <summary className="text-sm font-medium">{said.title}</summary>
      <div className="mt-2 grid gap-3 sm:grid-cols-2">
        {limitNames.map((name) => {
          const limit = limits?.[name];
          return (
            <Field key={name} label={said.fields[name]}>
              <Input
                name={name}
                type="number"
                min={1}
                step={1}
                inputMode="numeric"
                placeholder={limit === 'unlimited' ? said.unlimited : said.default}
                defaultValue={typeof limit === 'number' ? limit : undefined}
              />
            </Field>
          );
        })}
        <Field label={said.expires}>
          <select name="expires" defaultValue={isChange ? 'keep' : 'never'} className={`${inputLook} min-h-10`}>
            {isChange && <option value="keep">{said.keep}</option>}
            {Object.keys(lifetimes).map((name) => (
              <option key={name} value={name}>
                {said.lifetimes[name]}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <p className="mt-2 text-xs text-muted">{said.hint}</p>
    </details>
  );
}
