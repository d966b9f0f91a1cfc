// The deploy-time values of the environment, from /config.json.
import { readJson, refusal, request } from './http';
import { setByServer } from './server_clock';
import type { Config } from './types';

export async function loadConfig(): Promise<Config> {
  const response = await request('/config.json');
  if (!response.ok) throw await refusal(response);
  setByServer(response.headers);
  return readJson<Config>(response);
}
