// The dispatcher's page: settings, session, then the board or the way to sign in.
import { render, type TemplateResult } from 'lit-html';
import { loadConfig } from '../shared/config';
import { Refused, Unreachable } from '../shared/http';
import type { Config } from '../shared/types';
import { startBoard } from './board';
import { Session } from './session';
import { SignInFailed } from './sign_in';
import { cannotStartView, signInView } from './welcome_view';

const root = document.getElementById('app') as HTMLElement;

function show(view: TemplateResult): void {
  root.replaceChildren();
  render(view, root);
}

async function enter(config: Config): Promise<void> {
  const session = new Session(config);
  let problem: string | null = null;
  try {
    await session.start();
  } catch (error) {
    if (!(error instanceof SignInFailed)) throw error;
    problem = error.message;
  }
  const { person } = session;
  if (person) startBoard(root, config, session, person);
  else show(signInView(problem, () => void session.signIn()));
}

async function start(): Promise<void> {
  try {
    await enter(await loadConfig());
  } catch (error) {
    if (!(error instanceof Unreachable) && !(error instanceof Refused)) throw error;
    show(cannotStartView());
  }
}

void start();
