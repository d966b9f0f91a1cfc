// The deploy-time values of the environment, from /config.json.
import type { CompanyContact } from '../generated/api';
import { readJson, refusal, request } from './http';
import { setByServer } from './server_clock';

/** The company, and where customers can book. */
export interface BookingCompany extends CompanyContact {
  /** ZIP codes, or their first digits; empty: everywhere. */
  service_area: string[];
}

export interface Config {
  environment: string;
  login_url: string;
  client_id: string;
  company: BookingCompany;
}

export async function loadConfig(): Promise<Config> {
  const response = await request('/config.json');
  if (!response.ok) throw await refusal(response);
  setByServer(response.headers);
  return readJson<Config>(response);
}
