import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import { words } from '@/words';
import type { Field } from './schema';

type Props = { field: Field; value: string; problem?: string; onChange: (value: string) => void; autoFocus?: boolean };

/** One argument of a tool, as a field for its type. */
export function SchemaField({ field, value, problem, onChange, autoFocus }: Props) {
  const common = {
    label: field.required ? field.label : `${field.label} (${words.form.optional})`,
    description: field.kind === 'date-time' ? [field.description, words.form.dateTime].filter(Boolean).join(' ') : field.description,
    error: problem, value, 'data-autofocus': autoFocus || undefined, autoFocus, name: field.name,
    'aria-required': field.required, autoComplete: 'off', spellCheck: false,
    onChange: (event: { currentTarget: { value: string } }) => onChange(event.currentTarget.value),
  };
  const empty = { value: '', label: field.required ? words.form.choose : words.form.leave };
  switch (field.kind) {
    case 'choice': return <NativeSelect {...common} data={[empty, ...field.choices.map((choice) => ({ value: String(choice), label: String(choice) }))]} />;
    case 'boolean': return <NativeSelect {...common} data={[empty, { value: 'true', label: words.common.yes }, { value: 'false', label: words.common.no }]} />;
    case 'long': return <Textarea {...common} spellCheck autosize minRows={3} maxRows={8} />;
    case 'json': return <Textarea {...common} autosize minRows={2} maxRows={8} placeholder={words.form.json} />;
    case 'integer': return <TextInput {...common} inputMode="numeric" />;
    case 'number': return <TextInput {...common} inputMode="decimal" />;
    default: return <TextInput {...common} />;
  }
}
