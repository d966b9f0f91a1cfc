// One edit of a job as a state machine: no DOM, no requests. The dialog shows its state and carries out what it returns.
//
//   reading  --start-->    editing
//   editing  --submit-->   saving      (stays where a field has a problem; back to reading where nothing has changed)
//   saving   --saved-->    reading
//   saving   --rejected--> editing     (the server found problems in fields)
//   saving   --failed-->   unsaved     (no response, or a refusal: the same can be sent again)
//   saving   --conflict--> editing     (another revision was stored first; reading if it already equals the request)
//   unsaved  --submit-->   saving
//   editing, unsaved --leave--> reading

import type { AuditEntry, Card, JobRecord } from '../generated/api';
import type { FieldProblem } from '../shared/http';
import { mergePatch } from '../shared/merge_patch';
import { cardOf } from './api';
import { type Conflict, changesSince, conflictingFields } from './edit_conflict';
import type { Values } from './job_fields';
import { changedNames, problemsIn, requestOf, valuesFrom } from './job_form';
import type { Person } from './session';

interface OpenEdit {
  phase: 'editing' | 'saving' | 'unsaved';
  /** The job as the person saw it: its revision goes with the change. */
  seen: Card;
  /** The form's values for `seen`. */
  before: Values;
  conflict: Conflict | null;
}

export type EditState = { phase: 'reading' } | OpenEdit;

/** What the dialog has to do with a submitted form. */
export type Submission =
  /** A request is under way already. */
  | { kind: 'ignored' }
  | { kind: 'problems'; problems: FieldProblem[] }
  | { kind: 'unchanged' }
  /** Send this JSON merge patch on condition that the job is still at that revision. */
  | { kind: 'send'; rev: number; patch: unknown };

/** Another revision was stored first. */
interface Conflicting {
  current: JobRecord;
  /** Null where the history could not be loaded. */
  audit: AuditEntry[] | null;
  /** What the form holds, and the names of the inputs that the person had changed when they submitted it. */
  values: Values;
  typed: string[];
}

const READING: EditState = { phase: 'reading' };

export class JobEdit {
  #zone: string;
  #me: Person;
  #state: EditState = READING;

  /** `zone`: the IANA name of the zone in which windows are typed. */
  constructor(zone: string, me: Person) {
    this.#zone = zone;
    this.#me = me;
  }

  get state(): EditState {
    return this.#state;
  }

  get isSaving(): boolean {
    return this.#state.phase === 'saving';
  }

  /** Opens the edit. Returns the values to show, those that were `typed` in an earlier edit of that revision included. */
  start(seen: Card, typed: Values | null): Values {
    const before = valuesFrom(seen, this.#zone);
    this.#state = { phase: 'editing', seen, before, conflict: null };
    return { ...before, ...typed };
  }

  /** The names of the inputs that the person has changed. */
  changed(values: Values): string[] {
    return this.#state.phase === 'reading' ? [] : changedNames(this.#state.before, values);
  }

  submit(values: Values): Submission {
    const state = this.#state;
    if (state.phase === 'reading' || state.phase === 'saving') return { kind: 'ignored' };
    const { before, seen } = state;
    const problems = problemsIn(values, this.#zone, before);
    if (problems.length > 0) return { kind: 'problems', problems };
    const patch = mergePatch(requestOf(before, this.#zone), requestOf(values, this.#zone));
    if (patch === undefined) {
      this.#state = READING;
      return { kind: 'unchanged' };
    }
    this.#state = { ...state, phase: 'saving' };
    return { kind: 'send', rev: seen.rev, patch };
  }

  saved(): void {
    this.#leaveSaving(() => READING);
  }

  rejected(): void {
    this.#leaveSaving((state) => ({ ...state, phase: 'editing' }));
  }

  failed(): void {
    this.#leaveSaving((state) => ({ ...state, phase: 'unsaved' }));
  }

  /**
   * Continues the edit on the stored job; typed texts stay. Returns the values of the other inputs; null if the stored job
   * already equals the request: the first request was carried out and only its response was lost, or somebody else made
   * the same change.
   */
  conflict({ current, audit, values, typed }: Conflicting, now: Date): Values | null {
    const stored = cardOf(current);
    const before = valuesFrom(stored, this.#zone);
    const untouched = Object.fromEntries(Object.entries(before).filter(([name]) => !typed.includes(name)));
    const requested = requestOf({ ...values, ...untouched }, this.#zone);
    const isSame = mergePatch(requestOf(before, this.#zone), requested) === undefined;
    this.#leaveSaving(({ seen }) => {
      if (isSame) return READING;
      const conflict = {
        changes: changesSince(seen, current, audit, { me: this.#me, zone: this.#zone }),
        fields: conflictingFields({ seen, current, requested, typed }, now),
      };
      return { phase: 'editing', seen: stored, before, conflict };
    });
    return isSame ? null : untouched;
  }

  /** Gives up the edit. Not while it is being saved: that cannot be taken back. */
  leave(): boolean {
    if (this.isSaving) return false;
    this.#state = READING;
    return true;
  }

  #leaveSaving(next: (state: OpenEdit) => EditState): void {
    if (this.#state.phase === 'saving') this.#state = next(this.#state);
  }
}
