// The dispatcher's page: settings, session, then the board or the way to sign in.
import { render, type TemplateResult } from 'lit-html';
import { loadConfig } from '../shared/config';
import { Refused, Unreachable } from '../shared/http';
import type { Config } from '../shared/types';
import { startBoard } from './board';
import { Session } from './session';
import { type Answer, SignInFailed, takeAnswer } from './sign_in';
import { cannotStartView, signInView } from './welcome_view';

const root = document.getElementById('app') as HTMLElement;

function show(view: TemplateResult): void {
  root.replaceChildren();
  render(view, root);
}

async function enter(config: Config, answer: Answer | null): Promise<void> {
  const session = new Session(config);
  let problem: string | null = null;
  try {
    await session.start(answer);
  } catch (error) {
    if (!(error instanceof SignInFailed)) throw error;
    problem = error.message;
  }
  const { person } = session;
  if (person) startBoard(root, config, session, person);
  else show(signInView(problem, () => void session.signIn()));
}

async function start(): Promise<void> {
  const answer = takeAnswer();
  try {
    await enter(await loadConfig(), answer);
  } catch (error) {
    if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
    show(cannotStartView());
  }
}

void start();
