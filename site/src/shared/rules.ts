// Checks what was typed by the rules that the server has: JSON Schema with the words for each mistake, made from its models.
import type { FieldProblem } from './http';

export interface Rule {
  properties?: Record<string, Rule>;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  enum?: string[];
  'x-words'?: Record<string, string>;
}

export interface Wrong extends FieldProblem {
  code: string;
}

/** What is wrong with the text, by the code that its words stand under. The server checks in the same order. */
function codeOf({ minLength, maxLength, pattern, enum: values }: Rule, text: string): string | null {
  if (!text) return minLength || values ? 'required' : null;
  if (values && !values.includes(text)) return 'enum';
  if (pattern && !new RegExp(pattern, 'u').test(text)) return 'pattern';
  // Code points, as the server counts.
  return maxLength && [...text].length > maxLength ? 'too_long' : null;
}

/** Everything that is wrong, at once, in the order of the rules. */
export function wrongIn(rule: Rule, value: unknown, pointer = ''): Wrong[] {
  if (rule.properties) {
    const fields = (value ?? {}) as Record<string, unknown>;
    return Object.entries(rule.properties).flatMap(([name, inner]) =>
      wrongIn(inner, fields[name], `${pointer}/${name}`),
    );
  }
  const code = codeOf(rule, String(value ?? '').trim());
  return code ? [{ pointer, code, detail: rule['x-words']?.[code] ?? '' }] : [];
}
