import type { Channel } from '@firewatch/shared/wire/channels';
import { SelectField } from '../../../ui/select-field.js';
import { isTells, TELLS, TELLS_HINT } from '../model/channel-words.js';

interface TellsFieldProps {
  value: Channel['tells'];
  fault?: string | undefined;
  onChange: (value: Channel['tells']) => void;
}

/** Which notices a channel is for. */
export function TellsField({ value, fault, onChange }: TellsFieldProps) {
  return (
    <SelectField
      label="Tells"
      hint={TELLS_HINT[value]}
      fault={fault}
      value={value}
      options={TELLS}
      onChange={(text) => isTells(text) && onChange(text)}
    />
  );
}
