// The dispatcher's page: loads the settings and the session, then shows the board or the sign-in.
import { render, type TemplateResult } from 'lit-html';
import type { Config } from '../shared/config';
import { loadConfig } from '../shared/config';
import { RefusedError, UnreachableError } from '../shared/http';
import { startBoard } from './board';
import { Session } from './session';
import { type SignInCallback, SignInFailedError, takeCallback } from './sign_in';
import { cannotStartView, signInView } from './sign_in_view';

const root = document.getElementById('app') as HTMLElement;

function show(view: TemplateResult): void {
  root.replaceChildren();
  render(view, root);
}

async function enter(config: Config, callback: SignInCallback | null): Promise<void> {
  const session = new Session(config);
  let problem: string | null = null;
  try {
    await session.start(callback);
  } catch (error) {
    if (!(error instanceof SignInFailedError)) throw error;
    problem = error.message;
  }
  const { person } = session;
  if (person) startBoard(root, config, session, person);
  else show(signInView(problem, () => void session.signIn()));
}

async function start(): Promise<void> {
  const callback = takeCallback();
  try {
    await enter(await loadConfig(), callback);
  } catch (error) {
    if (!(error instanceof UnreachableError) && !(error instanceof RefusedError)) throw error;
    show(cannotStartView());
  }
}

void start();
