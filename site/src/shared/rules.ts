// Checks typed text by the server's rules: JSON Schema made from its models, with a text for each error.
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

/** The code of the text's error; null for a valid text. The server checks in the same order. */
function codeOf({ minLength, maxLength, pattern, enum: values }: Rule, text: string): string | null {
  if (!text) return minLength || values ? 'required' : null;
  if (values && !values.includes(text)) return 'enum';
  if (pattern && !new RegExp(pattern, 'u').test(text)) return 'pattern';
  // Counts code points, as the server does.
  return maxLength && [...text].length > maxLength ? 'too_long' : null;
}

/** All errors, in the order of the rules. */
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
